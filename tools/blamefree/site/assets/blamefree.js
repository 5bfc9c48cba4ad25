// What every page of the site needs: helpers, dates that depend on today, keyboard shortcuts.
"use strict"
window.blamefree = {
  texts(element) {
    const texts = JSON.parse(element.dataset.texts || "{}")
    const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole))
    const say = (key, values = {}) => fill(texts[key] || key, values)
    say.known = (key, otherwise) => texts[key] || otherwise
    say.count = (key, n) => say(n === 1 ? `${key}.one` : `${key}.many`, { n })
    return say
  },
  element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) made.setAttribute(name, "")
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value)
    }
    made.append(...children.filter(child => child !== null && child !== undefined))
    return made
  },
  choice(name, label, any, options, value, changed) {
    const { element } = window.blamefree
    const select = element("select", { id: `bf-f-${name}`, name })
    select.append(element("option", { value: "" }, any))
    for (const [key, text, count] of options) {
      select.append(element("option", { value: key, selected: key === value }, count === undefined ? text : `${text} (${count})`))
    }
    select.value = value || ""
    select.addEventListener("change", changed)
    return element("div", { class: "bf-field" }, element("label", { for: `bf-f-${name}` }, label), select)
  },
  hash: {
    read: () => Object.fromEntries(new URLSearchParams(location.hash.slice(1))),
    write(state) {
      const full = new URLSearchParams(Object.entries(state).filter(([, value]) => value)).toString()
      history.replaceState(null, "", full ? `#${full}` : location.pathname + location.search)
    },
  },
}

document.addEventListener("keydown", event => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]")
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return
  const field = document.querySelector("#bf-q, #bf-home-q")
  if (field === null) return
  event.preventDefault()
  field.focus()
})

for (const link of document.querySelectorAll("a[data-bf-random]")) {
  link.addEventListener("click", async event => {
    event.preventDefault()
    const { rows } = await (await fetch(link.dataset.bfRandom)).json()
    location.href = new URL(rows[Math.floor(Math.random() * rows.length)].p, new URL("../", new URL(link.dataset.bfRandom, location.href)))
  })
}

// The theme gives every block of code a landmark of its own; screen readers would list them all, each without a name.
if (document.querySelector("pre > code") !== null) {
  const quiet = () => {
    for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "none")
  }
  new MutationObserver(quiet).observe(document.querySelector("article") || document.body, { childList: true, subtree: true })
  quiet()
}
