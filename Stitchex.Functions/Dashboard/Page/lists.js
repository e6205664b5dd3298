// What is made of a whole list: a file, or groups. It is read page by page, and never more than this.

import { api } from "./client.js";
import { attempt } from "./dialogs.js";
import { announce, empty, h, link, nodesOf, table } from "./dom.js";
import { eventName, filterForm, filterNames, pick } from "./eventTable.js";
import { clock, count, formatNumber, time, varying, withClocks } from "./format.js";
import { cut } from "./text.js";
import { queryOf, recordOf, routes } from "./words.js";

const mostListed = 1000;
const mostPages = 30;

/** Reads the events of a list, newest first, up to a bound. */
async function collectEvents(query, signal) {
  const events = [];
  let token = null;
  let pages = 0;
  do {
    const page = await api.get(`events${queryOf({ ...pick(query, filterNames), pageSize: 100, pageToken: token })}`, signal);
    events.push(...page.events);
    token = page.nextPageToken;
    pages++;
  } while (token && events.length < mostListed && pages < mostPages);
  return { events: events.slice(0, mostListed), isCut: Boolean(token) || events.length > mostListed, readAt: new Date().toISOString() };
}

function coverage({ events, isCut, readAt }) {
  return [isCut ? `Of the newest ${count(events.length, "event")}; there are older ones, which are left out. Narrow the filter to see them.`
    : `Of all ${count(events.length, "event")} that match.`, " Read at ", clock(readAt), "."];
}

export const groupings = {
  error: { words: "by error", what: "Error", keyOf: (event) => event.error?.replace(varying, "#") ?? null },
  record: { words: "by record", what: "Record", keyOf: (event) => event.id.split(".", 2).join(".") },
};

export function listTools(page, query) {
  const group = (value, words) => ((query.group ?? null) === value ? null
    : link(routes.events({ ...pick(query, filterNames), group: value }), words));
  const said = h("p", { id: "exported", class: "aside" });
  return [
    h("div", { class: "actions start list-tools" },
      group(null, "Event by event"), group("error", "Group by error"), group("record", "Group by record"),
      ["csv", "json"].map((format) => h("button", {
        type: "button",
        id: `export-${format}`,
        onclick: (click) => exportList(click.currentTarget, page, query, format, said),
      }, `Export ${format.toUpperCase()}`))),
    said,
  ];
}

/** The list as groups of events that have the same error, or are of the same record. */
export function groupsPage(page, query) {
  return {
    title: `Events ${groupings[query.group].words}`,
    nodes: [
      h("h1", { tabindex: "-1" }, `Events ${groupings[query.group].words}`),
      filterForm(query, false),
      page.part({
        label: "Groups",
        isCostly: true,
        load: (signal) => collectEvents(query, signal),
        render: (list) => groupNodes(list, query.group),
      }),
      listTools(page, query),
    ],
  };
}

function groupNodes(list, by) {
  const { words, what, keyOf } = groupings[by];
  const groups = Map.groupBy(list.events.filter((event) => keyOf(event) !== null), keyOf);
  if (groups.size === 0) {
    return [
      empty("Nothing to group", by === "error" ? "No event of this list has an error." : "No event matches."),
      h("p", { class: "aside" }, coverage(list)),
    ];
  }

  const largest = [...groups.values()].sort((a, b) => b.length - a.length);
  return [
    h("p", { class: "aside" }, coverage(list)),
    table(`Events ${words}`, ["Events", what, "First", "Last"], largest.map((events) => {
      const { id, error } = events[0];
      const { resource, recordKey } = recordOf(id);
      return [
        formatNumber(events.length),
        by === "error" ? link(routes.event(id), h("bdi", {}, withClocks(cut(error, 200))))
          : link(routes.record(resource, recordKey), eventName({ ...events[0], action: "" })),
        time(events.at(-1).receivedAt),
        time(events[0].receivedAt),
      ];
    })),
    by === "error" ? h("p", { class: "aside" }, "An error leads to the newest event that has it; numbers in it may differ.") : null,
  ];
}

async function exportList(button, page, query, format, said) {
  const list = await attempt(button, () => collectEvents(query, page.signal), null);
  if (list === null) {
    return;
  }

  const { events, isCut } = list;
  const text = format === "csv" ? csvOf(events) : JSON.stringify({ filter: pick(query, filterNames), isCut, events }, null, 2);
  const address = URL.createObjectURL(new Blob([text], { type: format === "csv" ? "text/csv" : "application/json" }));
  h("a", { href: address, download: `stitchex-events-${list.readAt.slice(0, 19).replaceAll(":", "")}.${format}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  said.replaceChildren(...nodesOf([isCut
    ? `In the file: the newest ${count(events.length, "event")}; older ones are left out. Narrow the filter to get them.`
    : `In the file: all ${count(events.length, "event")} that match.`]));
  announce(said.textContent);
}

/** CSV in UTF-8, marked as such for spreadsheets. What one of them would take for a formula is made a text. */
function csvOf(events) {
  const names = [...new Set(["id", ...events.flatMap(Object.keys)])];
  const cell = (value) => {
    const text = value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    return `"${(typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  };
  const rows = [names, ...events.map((event) => names.map((name) => event[name]))];
  return `\ufeff${rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}
