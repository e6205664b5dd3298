import { api } from "./client.js";
import { empty, facts, h, link } from "./dom.js";
import { eraseButton, redeliverButton } from "./eventActions.js";
import { eventTable, filterForm, filterNames, loadEvents, pager, pick } from "./eventTable.js";
import { clock, count, formatNumber, time } from "./format.js";
import { groupings, groupsPage, listTools } from "./lists.js";
import { liveSwitch } from "./live.js";
import { noEvents } from "./overviewPage.js";
import { numberList } from "./searchPage.js";
import { eventSelection } from "./selection.js";
import { cut } from "./text.js";
import { queryOf, requiresAttention, routes } from "./words.js";

/** The list of events with its filter, page by page. */
export function eventsPage(page, _, query) {
  if (Object.hasOwn(groupings, query.group ?? "")) {
    return groupsPage(page, query);
  }

  const bulk = (kind, words) => link(routes.bulk({ kind, ...pick(query, filterNames) }), words);
  const selection = eventSelection();
  let shown = null;
  return {
    title: "Events",
    nodes: [
      h("div", { class: "heading" },
        h("h1", { tabindex: "-1" }, "Events"),
        h("p", { class: "links" }, bulk("replay", "Replay many"), bulk("redeliver", "Redeliver many"), bulk("resolve", "Resolve many"))),
      filterForm(query, matchMedia("(min-width: 48rem)").matches),
      query.pageToken ? null : liveSwitch(page, query, () => shown),
      page.part({
        label: "Events",
        load: (signal) => loadEvents(query, signal),
        render: (list, part) => {
          shown = part;
          return [
            list.events.length > 0
              ? [selection.bar(list.events.map(({ id }) => id)), eventTable(list.events, { selection })]
              : noMatch(list, query),
            pager(list, query, routes.events),
          ];
        },
      }),
      listTools(page, query),
    ],
  };
}

function noMatch(list, query) {
  if (list.nextPageToken) {
    return empty("Nothing found so far", "A page reads a bounded number of events, so that it always costs the same. Older ones may match: load older events.");
  }

  if (query.state === "DeadLettered") {
    return empty("No dead-lettered events", "No event like this is dead-lettered. Nothing to do here.");
  }

  return filterNames.some((name) => query[name])
    ? empty("No event matches", "Without days, the last 30 are searched. Take a filter away, or set earlier days. Events that need no attention are kept for 30 days unless the settings say otherwise.")
    : noEvents();
}

/** A record: what was delivered last, and its events. */
export function recordPage(page, [resource, recordKey], query) {
  const route = (more) => routes.record(resource, recordKey, pick(more, ["pageToken"]));
  return {
    title: `${resource} ${recordKey}`,
    nodes: [
      h("p", { class: "crumb" }, "Record"),
      h("h1", { tabindex: "-1" }, h("bdi", {}, cut(`${resource} ${recordKey}`, 120))),
      page.part({
        label: "Record",
        load: (signal) => api.get(`${api.record(resource, recordKey)}${queryOf({ pageToken: query.pageToken })}`, signal),
        render: ({ record, events, nextPageToken }) => [
          deliverySentence(record, events, !query.pageToken && !nextPageToken),
          recordFacts(record),
          record || events.length > 0 ? h("div", { class: "actions start" },
            record ? redeliverButton(api.record(resource, recordKey), resource) : null, eraseButton(page, resource, recordKey)) : null,
          h("h2", {}, "Events of this record"),
          events.length > 0
            ? eventTable(events, { caption: "Events of this record, newest first" })
            : empty("No events of this record", "Either Stitchex never sent one, or they are older than what is kept. Look at how the resource is written: invoice, sales_order, credit_note."),
          pager({ events, nextPageToken }, query, route),
        ],
      }),
    ],
  };
}

// What finance asks: does the other system have it?
function deliverySentence(record, events, areAll) {
  const [number] = record?.numbers ?? [];
  const deadLettered = events.filter(requiresAttention);
  const waiting = events.find(({ state }) => state === "Retrying" || state === "Received");
  const name = number ? h("bdi", {}, number.value) : "This record";
  return [
    record?.isDelivered ? h("p", { class: "verdict good" },
      name, record.isTombstone ? ": its deletion was delivered" : " was delivered", " to every handler and destination that was registered for it",
      record.isTombstone || !record.version ? "" : [", in the version of ", time(record.version)], record.fetchedAt ? [", fetched at ", clock(record.fetchedAt)] : "", ".") : null,
    deadLettered.length === 0 ? null : h("p", { class: "verdict bad" }, `${areAll ? "" : "At least "}${count(deadLettered.length, "event")} of it ${deadLettered.length === 1 ? "is" : "are"} dead-lettered. `,
      link(routes.event(deadLettered[0].id), "Look at the newest, and replay it"), "."),
    waiting ? h("p", { class: "verdict warn" }, "An event of it waits. ", link(routes.event(waiting.id), "Look what for"), ".") : null,
  ];
}

export function lastDelivered(record) {
  if (record === null || record.changeCount === 0) {
    return "nothing yet";
  }

  return record.isTombstone ? "its deletion" : record.version ? ["the version of ", time(record.version)] : "a record without a version";
}

function recordFacts(record) {
  if (record === null || (record.changeCount === 0 && !record.erasedAt && !record.forgottenAt)) {
    return h("p", {}, "No version of this record was delivered yet.");
  }

  return facts([
    ["Numbers", record.numbers.length > 0 ? numberList(record.numbers) : null],
    ["Last delivered version", lastDelivered(record)],
    ["Changes delivered", formatNumber(record.changeCount)],
    ["Version in flight", time(record.pendingVersion)],
    ["Lease expires", record.leaseExpiresAt && new Date(record.leaseExpiresAt) > Date.now() ? time(record.leaseExpiresAt) : null],
    ["Erased", time(record.erasedAt)],
    ["Stays forgotten since", time(record.forgottenAt)],
  ]);
}
