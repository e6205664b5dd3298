import { filterNames, pick } from "./eventTable.js";
import { lowerFirst, upperFirst } from "./frame.js";
import { outcomeName, states } from "./words.js";

/** What a filter shows, in one line: "Dead-lettered invoices since yesterday". */
export function filterLine(query) {
  const { from, to, resource, recordId, action, state, outcome, ...rest } = pick(query, filterNames);
  const nouns = resource ? resourceWords(resource, !recordId && !action) : "";
  const what = [
    state ? lowerFirst(states[state]?.[0] ?? state) : "",
    nouns, recordId ?? "",
    action ? `${action}s` : nouns || recordId ? "" : "events",
  ].filter(Boolean).join(" ");
  const more = [
    outcome ? `ended as ${outcomeName(outcome)}` : "",
    ...Object.entries(rest).filter(([, value]) => value).map(([name, value]) => `${splitWords(name)} ${value}`),
  ].filter(Boolean).join(", ");
  const subject = filterNames.some((name) => query[name]) ? what : "all events";
  return upperFirst(`${subject} ${daysWords(from, to, state, resource && recordId)}`.trim() + (more ? `, ${more}` : ""));
}

function daysWords(from, to, state, isOfOneRecord) {
  if (!from && !to) {
    return state === "DeadLettered" || state === "Resolved" || isOfOneRecord ? "" : "of the last 30 days";
  }

  const today = new Date().toISOString().slice(0, 10);
  const yesterday = new Date(Date.now() - 86400000).toISOString().slice(0, 10);
  const name = (day) => {
    const noon = new Date(`${day}T12:00:00`);
    if (Number.isNaN(noon.getTime())) {
      return day;
    }

    return day === today ? "today" : day === yesterday ? "yesterday"
      : noon.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  };
  if (from && to) {
    return from === to ? `of ${name(from)}` : `from ${name(from)} to ${name(to)}`;
  }

  return from ? `since ${name(from)}` : `until ${name(to)}`;
}

export function resourceWords(resource, isPlural) {
  const words = resource.replaceAll("_", " ");
  return isPlural ? words.replace(/y$/, "ie") + "s" : words;
}

function splitWords(name) {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
