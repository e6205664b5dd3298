import { api } from "./client.js";
import { empty, h, link, table } from "./dom.js";
import { eventTable, none } from "./eventTable.js";
import { askForKey, go, leaving } from "./router.js";
import { cut, visibleText } from "./text.js";
import { queryOf, routes } from "./words.js";

let searching = new AbortController();

/** What the search box finds: a single exact hit is opened, and anything else is a page of its own, so that nothing older stays in view. */
export async function search(text) {
  const query = text.trim();
  const said = document.getElementById("search-said");
  said.textContent = "";
  if (query === "") {
    return;
  }

  searching.abort();
  searching = new AbortController();
  const signal = AbortSignal.any([leaving.signal, searching.signal]);
  try {
    const report = await api.get(`search${queryOf({ q: query })}`, signal);
    const { records: [record, ...others], events } = report;
    if (record && others.length === 0 && !report.hasMore) {
      go(routes.record(record.resource, record.recordId));
    } else if (events.length === 1 && events[0].id === query) {
      go(routes.event(query));
    } else {
      go(routes.search(query));
    }
  } catch (error) {
    if (error.status === 401 || error.status === 403) {
      askForKey(error.message);
    } else if (error.name !== "AbortError") {
      said.textContent = visibleText(`Not searched. ${error.message}`);
    }
  }
}

// What is not found is said beside the box, and here with what to do next.
function nothingFound({ query, lookedIn, hasMore }) {
  const said = `Nothing is found for “${cut(query, 80)}”.`;
  const rest = hasMore ? ", as far as one search goes. The list of events filters by error, and goes on" : "";
  document.getElementById("search-said").textContent = visibleText(said);
  return [
    empty(said, `Looked for it among ${lookedIn.join(", and ")}${rest}.`),
    h("ul", {},
      h("li", {}, "An event that only names an id has its numbers once its record was fetched: look at ",
        link(routes.events({ state: "Retrying" }), "those that retry"), "."),
      h("li", {}, "If Stitchex has the record, no webhook brought it, or its events are older than what is kept: have it delivered by a ",
        link(routes.reconcile(), "reconciliation"), " or a ", link(routes.backfill(), "backfill"), ".")),
  ];
}

/** The page of what was found. */
export function searchPage(page, _, query) {
  const text = query.q ?? "";
  return {
    title: `Search ${cut(text, 60)}`,
    nodes: [
      h("p", { class: "crumb" }, "Search"),
      h("h1", { tabindex: "-1" }, h("bdi", {}, cut(text, 120))),
      page.part({ label: "What was found", load: (signal) => api.get(`search${queryOf({ q: text })}`, signal), render: foundNodes }),
    ],
  };
}

function foundNodes(report) {
  const { query, records, events, hasMore } = report;
  document.getElementById("search-said").textContent = "";
  return [
    records.length + events.length === 0 ? nothingFound(report) : null,
    records.length === 0 ? null : table("Records that are found", ["Record", "Numbers", "Found by"], records.map((record) => [
      [
        link(routes.record(record.resource, record.recordId), h("bdi", {}, cut(`${record.resource} ${record.recordId}`, 80))),
        record.isDeleted ? " (deleted)" : null,
      ],
      record.numbers.length > 0 ? numberList(record.numbers) : none(),
      record.foundBy,
    ])),
    events.length === 0 ? null : [
      eventTable(events, { caption: "Events whose error says it" }),
      h("p", {}, link(routes.events({ error: query }), "All events of the last 30 days with this error")),
    ],
    hasMore && records.length + events.length > 0 ? h("p", {}, "There may be more.") : null,
  ];
}

/** Numbers that people know a record by, with the members that have them. */
export function numberList(numbers) {
  return numbers.map(({ name, value }, index) => [index > 0 ? ", " : null, h("span", { class: "aside" }, `${name} `), h("bdi", {}, value)]);
}
