// Search: Pagefind's index behind our own interface; titles and services where the index is missing.
"use strict"
{
  const form = document.getElementById("bf-find")
  const step = 10
  const order = ["service", "severity", "factor", "year", "detection", "tag"]

  const start = () => {
    const { texts, element, choice, hash } = window.blamefree
    const say = texts(form)
    const field = document.getElementById("bf-q")
    const list = document.getElementById("bf-find-results")
    const status = document.getElementById("bf-find-status")
    const side = document.getElementById("bf-find-facets")
    const root = new URL(form.dataset.root, location.href)
    let state = hash.read()
    let engine = null
    let turn = 0

    const named = (name, key) => (name === "factor" ? say.known(`kind.${key}`, key) : name === "detection" ? say.known(`detection.${key}`, key) : key)
    const load = async () => {
      if (engine !== null) return engine
      const entry = new URL("pagefind/pagefind.js", root)
      const there = await fetch(new URL("pagefind/pagefind-entry.json", root)).catch(() => null)
      if (there !== null && there.ok) {
        const pagefind = await import(entry.href)
        await pagefind.options({ excerptLength: 28, highlightParam: null })
        await pagefind.init()
        await pagefind.filters()
        engine = pagefind
      } else {
        engine = await byTitle(root)
        status.textContent = say("find.titles")
      }
      return engine
    }
    const draw = async () => {
      const mine = ++turn
      const query = (state.q || "").trim()
      const filters = Object.fromEntries(order.filter(name => state[name]).map(name => [name, state[name]]))
      if (!query && !Object.keys(filters).length) {
        list.replaceChildren()
        side.replaceChildren()
        status.textContent = ""
        return
      }
      status.textContent = say("find.wait")
      const search = await load()
      const found = await search.search(query || null, { filters, sort: query ? undefined : { date: "desc" } })
      if (mine !== turn) return
      facets(found)
      list.replaceChildren()
      await more(found, 0, mine)
      if (mine !== turn) return
      status.textContent = found.results.length ? say.count("find.found", found.results.length) : say("find.none", { query })
    }
    const more = async (found, from, mine) => {
      const pages = await Promise.all(found.results.slice(from, from + step).map(result => result.data()))
      if (mine !== turn) return
      list.querySelector(".bf-more")?.remove()
      for (const page of pages) list.append(hit(page))
      if (from > 0) list.children[from]?.querySelector("a")?.focus()
      if (found.results.length > from + step) {
        const button = element("button", { type: "button", class: "bf-button" }, say("find.more"))
        button.addEventListener("click", () => more(found, from + step, mine))
        list.append(element("li", { class: "bf-more" }, button))
      }
    }
    const hit = page => {
      const excerpt = element("p", {})
      excerpt.innerHTML = page.excerpt // Pagefind escapes the text and adds only <mark>
      const filters = page.filters || {}
      const facts = [page.meta.id, ...(filters.severity || []), ...(filters.year || []), ...(filters.service || []).slice(0, 3)].filter(Boolean)
      return element("li", {}, element("a", { class: "bf-row-title", href: page.url }, page.meta.title), element("span", { class: "bf-meta" }, facts.join(" · ")), excerpt)
    }
    const facets = found => {
      const focused = document.activeElement?.id
      side.replaceChildren(
        ...order
          .filter(name => found.filters && found.filters[name])
          .map(name => {
            const counts = found.filters[name]
            const options = Object.keys(counts)
              .filter(key => counts[key] || key === state[name])
              .map(key => [key, named(name, key), counts[key]])
              .sort((a, b) => (name === "year" ? b[0].localeCompare(a[0]) : b[2] - a[2] || a[1].localeCompare(b[1])))
            return choice(name, say(`facet.${name}`), say("facet.any"), options, state[name], event => change(name, event.target.value))
          }),
      )
      if (focused) document.getElementById(focused)?.focus()
    }
    const change = (name, value) => {
      state[name] = value
      hash.write(state)
      draw()
    }
    let wait = 0
    field.addEventListener("input", () => {
      clearTimeout(wait)
      wait = setTimeout(() => change("q", field.value), 150)
    })
    form.addEventListener("submit", event => {
      event.preventDefault()
      clearTimeout(wait)
      change("q", field.value)
    })
    window.addEventListener("hashchange", () => {
      state = hash.read()
      field.value = state.q || ""
      draw()
    })
    const asked = new URLSearchParams(location.search).get("q")
    if (asked && !state.q) state.q = asked
    field.value = state.q || ""
    draw()
  }

  const byTitle = async root => {
    const { rows } = await (await fetch(new URL("data/index.json", root))).json()
    const lists = row => ({ service: row.s, severity: [row.v], factor: row.f, year: [row.d.slice(0, 4)], detection: [row.e], tag: row.g })
    return {
      search: async (query, { filters }) => {
        const words = (query || "").toLowerCase().replace(/"/g, "").split(/\s+/).filter(Boolean)
        const found = rows.filter(row => {
          const text = `${row.i} ${row.t} ${row.s.join(" ")} ${row.g.join(" ")}`.toLowerCase()
          return words.every(word => text.includes(word)) && Object.entries(filters).every(([name, value]) => lists(row)[name].includes(value))
        })
        const counts = {}
        for (const row of found) for (const [name, values] of Object.entries(lists(row))) for (const value of values) ((counts[name] ??= {})[value] ??= 0), (counts[name][value] += 1)
        return {
          filters: counts,
          results: found.map(row => ({ data: async () => ({ url: new URL(row.p, root).href, meta: { title: row.t, id: row.i }, filters: lists(row), excerpt: "" }) })),
        }
      },
    }
  }
  if (form !== null) start()
}
