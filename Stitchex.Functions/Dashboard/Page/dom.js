import { visibleNodes, visibleText } from "./text.js";

/**
 * Makes an element. Strings among the children become text, never markup; a property that starts with "on" is a listener, and one that is
 * null or false is left out.
 */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : isForPeople(name) ? visibleText(value) : value);
    }
  }

  element.append(...nodesOf(children));
  return element;
}

function isForPeople(attribute) {
  return attribute === "title" || attribute === "aria-label" || attribute === "alt";
}

export function nodesOf(children) {
  return children.flat(Infinity).flatMap((child) => {
    if (child === null || child === undefined || child === false) {
      return [];
    }

    return child instanceof Node ? [child] : visibleNodes(child);
  });
}

/** A link inside the page. */
export function link(route, ...children) {
  return h("a", { href: route }, ...children);
}

/** A table that turns into cards on a phone. Its roles are spelled out because some browsers drop them with the layout. */
export function table(caption, columns, rows, kind = "") {
  return h("table", { class: `cards ${kind}`, role: "table" },
    h("caption", { class: "unseen" }, caption),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, columns.map((column) => h("th", { role: "columnheader", scope: "col" }, column)))),
    h("tbody", { role: "rowgroup" }, rows.map((cells) =>
      h("tr", { role: "row" }, cells.map((cell, index) =>
        h("td", { role: "cell", "data-label": columns[index] }, h("div", {}, cell)))))));
}

/** Names and their values; what is null is left out. */
export function facts(entries) {
  return h("dl", { class: "facts" }, entries
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

export function empty(title, meaning) {
  return h("div", { class: "empty" }, h("p", { class: "empty-title" }, title), h("p", {}, meaning));
}

/** Says something to those who listen, and shows it for a moment to those who look. */
export function announce(text) {
  const toast = document.getElementById("toast");
  document.getElementById("spoken").textContent = visibleText(text);
  toast.textContent = visibleText(text);
  toast.hidden = false;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => { toast.hidden = true; }, 6000);
}
