// Filters and sorts the action register, and counts what is overdue from the reader's own date.
"use strict"
{
  const form = document.getElementById("bf-register-form")
  const table = document.getElementById("bf-register")

  const start = async () => {
    const { texts, element, choice, hash } = window.blamefree
    const say = texts(form)
    const body = table.tBodies[0]
    if (table.dataset.source) {
      const answer = await fetch(table.dataset.source)
      if (answer.ok) rebuild((await answer.json()).actions, body, say)
    }
    const rows = [...body.rows]
    let state = hash.read()
    const filters = [["service", "service"], ["owner", "action.owner"], ["state", "state"], ["decision", "decision"]].filter(
      ([name]) => rows.some(row => row.dataset[name]),
    )
    const naming = { state: key => say.known(`state.${key}`, key), decision: key => say.known(`approval.${key}`, key) }

    const draw = () => {
      let shown = 0
      const words = (state.q || "").toLowerCase().split(/\s+/).filter(Boolean)
      for (const row of rows) {
        const text = row.textContent.toLowerCase()
        const fits =
          filters.every(([name]) => !state[name] || row.dataset[name] === state[name]) &&
          (!state.late || row.dataset.late === "1") &&
          words.every(word => text.includes(word))
        row.hidden = !fits
        if (fits) shown += 1
      }
      status.textContent = say("facet.shown", { n: shown })
    }
    const change = (name, value) => {
      state[name] = value
      hash.write(state)
      draw()
    }
    const text = element("input", { type: "search", id: "bf-r-q", autocomplete: "off" })
    text.addEventListener("input", () => change("q", text.value))
    const late = element("input", { type: "checkbox", id: "bf-r-late" })
    late.addEventListener("change", () => change("late", late.checked ? "1" : ""))
    const clear = element("button", { type: "button", class: "bf-button" }, say("facet.clear"))
    const status = element("p", { role: "status", "aria-live": "polite", class: "bf-meta" })
    const fields = element("div", { class: "bf-fields" })
    const fill = () => {
      text.value = state.q || ""
      late.checked = Boolean(state.late)
      fields.replaceChildren(
        ...filters.map(([name, label]) => {
          const counts = new Map()
          for (const row of rows) if (row.dataset[name]) counts.set(row.dataset[name], (counts.get(row.dataset[name]) || 0) + 1)
          const options = [...counts].map(([key, n]) => [key, (naming[name] || (value => value))(key), n]).sort((a, b) => a[1].localeCompare(b[1]))
          return choice(name, say(label), say("facet.any"), options, state[name], event => change(name, event.target.value))
        }),
      )
    }
    clear.addEventListener("click", () => {
      state = {}
      hash.write(state)
      fill()
      draw()
    })
    form.append(
      element("div", { class: "bf-field bf-field-wide" }, element("label", { for: "bf-r-q" }, say("register.text")), text),
      fields,
      element("div", { class: "bf-field-end" }, element("span", { class: "bf-check" }, late, element("label", { for: "bf-r-late" }, say("register.only_overdue"))), clear, status),
    )
    form.addEventListener("submit", event => event.preventDefault())
    window.addEventListener("hashchange", () => {
      state = hash.read()
      fill()
      draw()
    })
    sortable(rows, body)
    form.hidden = false
    fill()
    draw()
  }

  const sortable = (rows, body) => {
    const { element } = window.blamefree
    const heads = [...table.tHead.rows[0].cells]
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true })
    heads.forEach((head, at) => {
      const button = element("button", { type: "button", class: "bf-sort" }, head.textContent)
      head.replaceChildren(button)
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending"
        for (const other of heads) other.removeAttribute("aria-sort")
        head.setAttribute("aria-sort", down ? "descending" : "ascending")
        rows.sort((a, b) => (down ? -1 : 1) * collator.compare(a.cells[at].dataset.value, b.cells[at].dataset.value))
        body.append(...rows)
      })
    })
  }

  const rebuild = (actions, body, say) => {
    const { element } = window.blamefree
    const wide = table.tHead.rows[0].cells.length > 4
    const age = days => (days < 60 ? say.count("age.day", days) : days < 730 ? say.count("age.month", Math.round(days / 30.44)) : say.count("age.year", Math.round(days / 365.25)))
    const cell = (value, ...children) => element("td", { "data-value": value }, ...children)
    body.replaceChildren(
      ...actions.map(act => {
        const state = [element("span", { class: `bf-state ${{ done: "bf-done", declined: "bf-quiet" }[act.state] || "bf-open"}` }, say.known(`state.${act.state}`, act.state))]
        if (act.overdue_days) state.push(" ", element("span", { class: "bf-late" }, say("overdue.by", { age: age(act.overdue_days) })))
        if (act.jira) state.push(" ", element("span", { class: "bf-meta" }, act.jira))
        const decided = act.approvers ? say("approval.approved.by", { who: act.approvers }) : say.known(`approval.${act.decision}`, act.decision)
        const cells = [
          cell(act.title, element("a", { href: `../${act.address}` }, act.title)),
          cell(act.service, act.service),
          wide ? cell(act.owner, act.owner) : null,
          wide ? cell(act.due || "9999", act.due || say("due.none")) : null,
          cell(act.state, ...state),
          wide ? cell(act.decision, element("span", { class: `bf-state ${act.decision === "approved" ? "bf-done" : act.decision === "unknown" ? "bf-quiet" : "bf-open"}` }, decided)) : null,
          cell(act.document, element("a", { href: `../${act.address.split("#")[0]}` }, act.document), " ", element("span", { class: "bf-meta" }, act.severity)),
        ]
        const data = { "data-state": act.state, "data-late": act.overdue_days ? "1" : "0", "data-service": act.service }
        if (wide) Object.assign(data, { "data-owner": act.owner, "data-decision": act.decision })
        return element("tr", data, ...cells)
      }),
    )
  }
  if (form !== null && table !== null) start()
}
