// Narrows the list of all postmortems down, in the browser, with the choice kept in the address.
"use strict"
{
  const form = document.getElementById("bf-facets")
  const keys = { service: "s", severity: "v", factor: "f", year: "y", detection: "e", tag: "g" }
  const step = 100

  const start = async () => {
    const { texts, element, choice, hash } = window.blamefree
    const say = texts(form)
    const target = document.getElementById(form.dataset.target)
    const answer = await fetch(form.dataset.source)
    if (!answer.ok) return
    const { rows, names } = await answer.json()
    for (const row of rows) row.y = row.d.slice(0, 4)
    let state = hash.read()
    let shown = step

    const values = (row, name) => [].concat(row[keys[name]] || [])
    const fits = (row, without) =>
      Object.keys(keys).every(name => name === without || !state[name] || values(row, name).includes(state[name])) &&
      (!state.q || `${row.i} ${row.t}`.toLowerCase().includes(state.q.toLowerCase()))

    const length = seconds => {
      const parts = []
      for (const [size, unit] of [[seconds < 172800 ? Infinity : 86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]]) {
        if (seconds >= size && parts.length < 2) {
          parts.push(`${Math.floor(seconds / size)}\u00a0${say(`unit.${unit}`)}`)
          seconds %= size
        } else if (parts.length) break
      }
      return parts.join(" ")
    }
    const item = row => {
      const facts = [row.i, row.d, row.s.slice(0, 3).join(", "), row.m ? length(row.m) : ""].filter(Boolean).join(" · ")
      const badge = row.v ? element("span", { class: `bf-badge bf-sev${row.v.replace(/\D/g, "") || 4}` }, row.v) : null
      const title = element("a", { class: "bf-row-title", href: form.dataset.root + row.p, lang: row.l }, row.t)
      return element("li", { class: "bf-row" }, badge, element("div", {}, title, element("span", { class: "bf-meta" }, facts)))
    }
    const draw = () => {
      const found = rows.filter(row => fits(row))
      status.textContent = say("facet.shown", { n: found.length })
      const list = element("ul", { class: "bf-rows" }, ...found.slice(0, shown).map(item))
      target.replaceChildren(list)
      if (found.length > shown) {
        const more = element("button", { type: "button", class: "bf-button" }, say("facet.more"))
        more.addEventListener("click", () => {
          const next = shown
          shown += step
          draw()
          target.querySelectorAll("a.bf-row-title")[next]?.focus()
        })
        target.append(more)
      }
    }
    const fields = element("div", { class: "bf-fields" })
    const fill = focus => {
      const boxes = Object.keys(keys).map(name => {
        const counts = new Map()
        for (const row of rows) if (fits(row, name)) for (const value of values(row, name)) counts.set(value, (counts.get(value) || 0) + 1)
        const options = [...counts].map(([key, n]) => [key, names[`${name}:${key}`] || key, n])
        options.sort((a, b) => (name === "year" ? b[0].localeCompare(a[0]) : name === "severity" ? a[0].localeCompare(b[0]) : b[2] - a[2] || a[1].localeCompare(b[1])))
        if (state[name] && !counts.has(state[name])) options.unshift([state[name], state[name], 0])
        return choice(name, say(`facet.${name}`), say("facet.any"), options, state[name], event => change(name, event.target.value))
      })
      fields.replaceChildren(...boxes)
      if (focus) document.getElementById(`bf-f-${focus}`)?.focus()
    }
    const change = (name, value) => {
      state[name] = value
      shown = step
      hash.write(state)
      fill(name === "q" ? "" : name)
      draw()
    }
    const text = element("input", { type: "search", id: "bf-f-q", autocomplete: "off" })
    text.value = state.q || ""
    text.addEventListener("input", () => change("q", text.value))
    const clear = element("button", { type: "button", class: "bf-button" }, say("facet.clear"))
    clear.addEventListener("click", () => {
      state = {}
      text.value = ""
      change("q", "")
    })
    const status = element("p", { role: "status", "aria-live": "polite", class: "bf-meta" })
    const field = element("div", { class: "bf-field bf-field-wide" }, element("label", { for: "bf-f-q" }, say("facet.text")), text)
    form.append(field, fields, element("div", { class: "bf-field-end" }, clear, status))
    form.addEventListener("submit", event => event.preventDefault())
    window.addEventListener("hashchange", () => {
      state = hash.read()
      text.value = state.q || ""
      fill()
      draw()
    })
    form.hidden = false
    fill()
    draw()
  }
  if (form !== null) start()
}
