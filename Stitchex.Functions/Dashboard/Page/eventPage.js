import { api } from "./client.js";
import { empty, facts, h, link } from "./dom.js";
import { deadLetter, redeliverButton, replay, resolve, watch } from "./eventActions.js";
import { eventTable } from "./eventTable.js";
import { lastDelivered } from "./eventsPage.js";
import {
  copyButton, curlOf, durationWords, formatMilliseconds, handlersTable, openings, retrySentence, traceNodes,
} from "./explanation.js";
import { age, by, clock, errorText, formatBytes, formatNumber, time, withClocks } from "./format.js";
import { waitReasonOf } from "./frame.js";
import { eventIdTitle } from "./overviewPage.js";
import { runbookSection } from "./runbook.js";
import { numberList } from "./searchPage.js";
import { cut, cutLine, longText, longestLine } from "./text.js";
import { advisedAction, badge, meaningOf, outcomeName, recordOf, requiresAttention, routes } from "./words.js";

/** One event: what happened to it, its body, and what can be done. */
export function eventPage(page, [id], query) {
  let isFollowed = false;
  const { resource, recordKey, action } = recordOf(id);
  const own = page.part({
    label: "Event",
    load: (signal) => api.get(api.event(id), signal),
    render: (event, part) => {
      if (query.follow === "test" && !isFollowed) {
        isFollowed = true;
        setTimeout(() => watch({ sequence: -1 }, part, page, "test"));
      }

      return eventNodes(event, part, page);
    },
  });
  return {
    title: eventIdTitle(id),
    nodes: [
      h("p", { class: "crumb" }, "Event"),
      h("h1", { tabindex: "-1" }, h("bdi", {}, cut(`${resource} ${recordKey ?? ""}`, 120)), " ", h("span", { class: "action" }, cut(action ?? "", 60))),
      own,
      section("difference", "Snapshot and archive", page.part({ label: "Difference", load: (signal) => loadDifference(id, signal), render: differenceNodes })),
      section("others", `Events of the same record`, page.part({
        label: "Events of the same record",
        load: (signal) => api.get(api.record(resource, recordKey), signal),
        render: ({ events, nextPageToken }) => [
          events.length > 1 ? eventTable(events, { caption: "Events of the same record", current: id }) : empty("No other event", "This is the only event of its record that is kept."),
          h("p", {}, link(routes.record(resource, recordKey), nextPageToken ? "All of them" : "The record")),
        ],
      })),
    ],
  };
}

export function section(id, title, ...children) {
  return h("section", { "aria-labelledby": id }, h("h2", { id }, title), children);
}

function eventNodes(event, part, page) {
  const advised = advisedAction(event);
  return [
    h("div", { class: "summary" },
      h("p", { class: "standing" }, badge(event), " ", h("span", {}, meaningOf(event))),
      event.error ? h("p", { id: "error" }, errorText(event.error, 2000)) : null,
      event.state === "Received" || event.state === "Retrying"
        ? h("p", { id: "waits" }, waitReasonOf(event), " ",
          event.retry ? retrySentence(event) : event.nextAttemptAt ? ["Next attempt ", clock(event.nextAttemptAt), "."] : null) : null,
      runbookSection(event),
      event.resolvedAt ? h("p", {}, "Resolved ", time(event.resolvedAt), resolvedBy(event), event.resolvedNote ? [": ", h("bdi", {}, cut(event.resolvedNote, 1000))] : ".") : null,
      h("div", { class: "actions start" },
        h("button", { type: "button", id: "replay", class: advised === "replay" ? "primary" : null, onclick: (click) => replay(click.currentTarget, event, part, page) }, "Replay…"),
        event.recordId !== null ? redeliverButton(api.event(event.id), event.resource) : null,
        event.state === "Retrying" && !event.retriesEndedAt && !event.resolvedAt
          ? h("button", {
            type: "button", id: "dead-letter", onclick: (click) => deadLetter(click.currentTarget, event, part, page),
          }, "Dead-letter…") : null,
        requiresAttention(event) || (event.state === "Retrying" && !event.resolvedAt) ? h("button", { type: "button", id: "resolve", class: advised === "resolve" ? "primary" : null, onclick: (click) => resolve(click.currentTarget, event) }, "Resolve…") : null,
        copyButton(curlOf(event), "request", "Copy as curl")),
      h("p", { id: "progress", class: "aside" })),
    section("handlers", "Handlers", handlersTable(event)),
    h("div", { class: "columns" },
      h("section", { "aria-labelledby": "timeline" }, h("h2", { id: "timeline" }, "What happened"), timeline(event)),
      h("section", { "aria-labelledby": "facts" }, h("h2", { id: "facts" }, "Facts"), eventFacts(event))),
    section("body", "Body", bodyNodes(event)),
  ];
}

function resolvedBy(event) {
  return by(event.actions.findLast(({ what }) => what === "Resolved") ?? {});
}

function eventFacts(event) {
  const { resource, recordKey } = recordOf(event.id);
  return facts([
    ["Received", [time(event.receivedAt), " (", age(event.receivedAt), ")"]],
    ["Name", h("bdi", {}, cut(event.name))],
    ["Record", [link(routes.record(resource, recordKey), h("bdi", {}, cut(`${event.resource} ${event.recordId ?? "without an id"}`))),
      event.recordId === null ? null : [" ", copyButton(event.recordId, "record id")]]],
    ["Numbers", event.numbers.length > 0 ? numberList(event.numbers) : null],
    ["Redelivered to", event.redeliverTo === "*" ? "all handlers" : event.redeliverTo],
    ["Version in the body", time(event.version) ?? "none"],
    ["Last delivered version", lastDelivered(event.record)],
    ["Organisation", event.organisationId],
    ["Reopened", event.openedAt === event.receivedAt ? null
      : [time(event.openedAt), event.openedBy ? ` by ${openings[event.openedBy]}` : null]],
    [event.openedAt === event.receivedAt ? "Attempts" : "Attempts since it was reopened", formatNumber(event.attempts)],
    ["Crashes", event.crashCount > 0 ? formatNumber(event.crashCount) : null],
    ["Next attempt", time(event.nextAttemptAt)],
    ["Attempt under way since", time(event.startedAt)],
    ["Not found since", time(event.notFoundSince)],
    ["Stale since", time(event.staleSince)],
    ["Gone back since", time(event.olderSince)],
    ["No usable response since", time(event.unusableSince)],
    ["Failing since", time(event.failingSince)],
    ["Stored after", event.storedAfterMilliseconds === null ? null : formatMilliseconds(event.storedAfterMilliseconds)],
    ["Delivered after", event.deliveredAfterMilliseconds === null ? null : formatMilliseconds(event.deliveredAfterMilliseconds)],
    ["Sequence", formatNumber(event.sequence)],
    ["Event id", [h("code", {}, cut(event.id)), " ", copyButton(event.id, "event id")]],
    ["Trace id", traceNodes(event)],
  ]);
}

const fault = /^(Retrying|RetriesExhausted|Rejected|NoRecordId|OtherOrganisation|EndpointUnknown|CrashLoop)\b/;
const happenings = { received: "Received", attempt: "Attempt", waiting: "Next attempt", outcome: "Outcome", operator: "Operator",
  resolved: "Resolved" };

function timeline(event) {
  return h("ol", { class: "timeline" }, event.timeline.map((entry) =>
    h("li", { class: timelineTone(entry) },
      h("p", { class: "when" }, time(entry.at)),
      h("p", {}, h("strong", {}, entry.detail?.startsWith("Reopened") ? "Reopened" : happenings[kindOf(entry)] ?? entry.kind),
        entry.status ? ` · status ${entry.status}` : null, durationWords(entry)),
      h("p", { class: "what" }, withClocks(cut(whatHappened(entry, event), 600))))));
}

// The error stands in the attempt above already. An attempt begins with the name of what it came to.
function whatHappened(entry, event) {
  return kindOf(entry) === "outcome" && event.outcome ? outcomeName(event.outcome)
    : kindOf(entry) === "attempt" ? entry.detail.replace(/^\w+/, (name) => (name === "Retrying" ? "Failed" : outcomeName(name)))
      : entry.detail ?? "";
}

function kindOf(entry) {
  return entry.kind.toLowerCase();
}

function timelineTone(entry) {
  const kind = kindOf(entry);
  return kind === "attempt" && fault.test(entry.detail ?? "") ? "attempt failed" : kind;
}

function bodyNodes(event) {
  return event.body === null ? empty("No body", event.bodyNote ?? "It was not kept.") : textBox(event.body, "Body of the event");
}

/** A text that came from outside, in a box of its own. */
export function textBox({ text, length, isTruncated }, label, words = " as it was sent") {
  return [
    h("p", { class: "aside" }, formatBytes(length), words, isTruncated ? "; only the start is shown." : "."),
    h("pre", { tabindex: "0", role: "group", "aria-label": label, dir: "ltr" }, longText(text)),
  ];
}

async function loadDifference(id, signal) {
  try {
    return await api.get(`${api.event(id)}/difference`, signal);
  } catch (error) {
    if (error.status === 404) {
      return { none: error.message };
    }

    throw error;
  }
}

const lineSigns = { same: " ", added: "+", removed: "−", skipped: "⋯" };
const lineWords = { added: "only in the archive: ", removed: "only in the event: " };

function differenceNodes(difference) {
  if (difference.none) {
    return empty("Nothing to compare", difference.none);
  }

  if (!difference.lines.some((line) => lineWords[kindOf(line)])) {
    return empty("No difference", "The archived record is what the event's snapshot said.");
  }

  return [
    h("p", { class: "legend" }, h("span", { class: "removed" }, "− the event's snapshot"), " ", difference.snapshotVersion ? time(difference.snapshotVersion) : "", h("br", {}),
      h("span", { class: "added" }, "+ the archived record"), " ", difference.recordVersion ? time(difference.recordVersion) : ""),
    h("pre", { class: "difference", tabindex: "0", role: "group", "aria-label": "Difference", dir: "ltr" }, difference.lines.map((line) => {
      const kind = kindOf(line);
      return h("span", { class: `line ${kind}` },
        h("span", { class: "sign", "aria-hidden": "true" }, lineSigns[kind] ?? " "),
        lineWords[kind] ? h("span", { class: "unseen" }, lineWords[kind]) : null,
        line.text.length > longestLine ? cutLine(line.text) : line.text, "\n");
    })),
    difference.isTruncated ? h("p", { class: "aside" }, "Only the start is shown.") : null,
  ];
}
