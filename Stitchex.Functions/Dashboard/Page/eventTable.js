import { api } from "./client.js";
import { h, link, table } from "./dom.js";
import { filterLine } from "./filterLine.js";
import { age, errorText, formatNumber, time } from "./format.js";
import { waitReasonOf } from "./frame.js";
import { go } from "./router.js";
import { cut } from "./text.js";
import { badge, eventTitle, outcomeName, outcomes, queryOf, resources, routes, states } from "./words.js";

export const filterNames = ["from", "to", "resource", "recordId", "action", "state", "outcome", "error", "handler"];
const furthestLook = 5;

/** Reads a page of events. Pages may be empty although older ones are not, so it looks a few further before it shows nothing. */
export async function loadEvents(query, signal) {
  let page = null;
  let token = query.pageToken;
  for (let looked = 0; looked < furthestLook; looked++) {
    page = await api.get(`events${queryOf({ ...pick(query, filterNames), pageSize: query.pageSize, pageToken: token })}`, signal);
    token = page.nextPageToken;
    if (page.events.length > 0 || !token) {
      break;
    }
  }

  return page;
}

export function pick(values, names) {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/** A table of events. */
export function eventTable(events, { caption, current = null, selection = null } = {}) {
  const columns = [...(selection ? ["Select"] : []), "Received", "Event", "State", "Attempts", "Error"];
  return table(caption ?? "Events, newest first", columns, events.map((event) => [
    ...(selection ? [selection.box(event.id, eventTitle(event))] : []),
    [time(event.receivedAt), h("div", { class: "aside" }, age(event.receivedAt))],
    [
      event.id === current
        ? h("span", { "aria-current": "true" }, eventName(event), h("span", { class: "aside" }, " this event"))
        : link(routes.event(event.id), eventName(event)),
      numbersBeside(event),
    ],
    [badge(event), event.nextAttemptAt ? h("div", { class: "aside" }, "next ", age(event.nextAttemptAt)) : null],
    formatNumber(event.attempts),
    event.error ? errorText(event.error, 160) : event.state === "Received" ? waitReasonOf(event) : none(),
  ]), "events");
}

/** Fills a cell that has nothing to say. */
export function none() {
  return h("span", { class: "aside none" }, "–");
}

export function eventName(event) {
  return [h("span", { class: "record" }, h("bdi", {}, cut(`${event.resource} ${event.recordId ?? "(no id)"}`, 80))), " ", h("span", { class: "action" }, cut(event.action, 40))];
}

/** The numbers that people know the event's record by, without a link: its name stays the record's. */
function numbersBeside(event) {
  const numbers = [...new Set(event.numbers.map(({ value }) => value))].join(", ");
  return numbers ? h("div", { class: "aside" }, h("bdi", {}, cut(numbers, 80))) : null;
}

/** Links to older events, and back to the newest. */
export function pager(page, query, route) {
  return h("nav", { class: "pager", "aria-label": "Pages of events" },
    query.pageToken ? link(route({ ...query, pageToken: null }), "Newest") : null,
    page.nextPageToken ? link(route({ ...query, pageToken: page.nextPageToken }), page.events.length === 0 ? "Load older" : "Older") : null);
}

/** The fields of the filter of a list, and of a job that begins from one. */
export function filterFields(query) {
  return [
    choice("state", "State", query.state, Object.keys(states).map((state) => [state, states[state][0]])),
    choice("outcome", "Outcome", query.outcome, Object.keys(outcomes).map((outcome) => [outcome, outcomeName(outcome)])),
    textField("resource", "Resource", query.resource, { list: "resources", placeholder: "invoice" }),
    textField("recordId", "Record id", query.recordId, { placeholder: "330101" }),
    textField("action", "Action", query.action, { list: "actions", placeholder: "update" }),
    textField("error", "Error contains", query.error, { placeholder: "422" }),
    textField("handler", "Handler that failed", query.handler, { placeholder: "PostInvoice" }),
    dateField("from", "From (UTC day)", query.from),
    dateField("to", "To (UTC day)", query.to),
    h("datalist", { id: "resources" }, resources.map((name) => h("option", { value: name }))),
    h("datalist", { id: "actions" }, ["create", "update", "delete", "redeliver"].map((name) => h("option", { value: name }))),
  ];
}

/** The filter above a list. It changes the address, so that back and forward work. */
export function filterForm(query, isOpen) {
  const form = h("form", { class: "filter", "aria-label": "Filter" },
    filterFields(query),
    h("div", { class: "actions" },
      h("button", { type: "submit", class: "primary" }, "Show"),
      link(routes.events(), "Clear")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(routes.events(pick(Object.fromEntries(new FormData(form)), filterNames)));
  });

  return h("details", { class: "filter-box", open: isOpen },
    h("summary", {}, h("span", { class: "aside" }, "Filter: "), filterLine(query)), form);
}

function choice(name, label, value, options) {
  const select = h("select", { id: `field-${name}`, name }, h("option", { value: "" }, "any"),
    options.map(([option, words]) => h("option", { value: option, selected: option === value }, words)));
  return h("div", { class: "field" }, h("label", { for: `field-${name}` }, label), select);
}

export function textField(name, label, value, properties = {}) {
  return h("div", { class: "field" }, h("label", { for: `field-${name}` }, label),
    h("input", { id: `field-${name}`, name, value, autocomplete: "off", spellcheck: "false", autocapitalize: "none", ...properties }));
}

export function dateField(name, label, value) {
  return textField(name, label, value, { type: "date" });
}
