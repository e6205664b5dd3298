import { h } from "./dom.js";

export const outcomes = {
  Handled: ["Handled", "The newest version of the record was delivered to every handler."],
  Unchanged: ["Unchanged", "The current version of the record was already delivered, so there was nothing to do."],
  Superseded: ["Superseded", "A newer version than this event's was delivered before the event was processed."],
  VersionNeverAppeared: ["Version never appeared", "The API never returned the version named by this event, nor anything newer than the last delivered version."],
  WentBack: ["Went back", "The API went back to an older version than was delivered, and stayed there, so that was delivered."],
  Deleted: ["Deleted", "The deletion of the record was delivered."],
  NotDeleted: ["Not deleted", "The event spoke of a deletion, and the API still shows the record."],
  NotFound: ["Not found", "The API does not have the record."],
  Ignored: ["Ignored", "The settings ignore events of this kind."],
  Reassigned: ["Reassigned", "It goes on under another id, which the error names: the settings say now where its record's id stands."],
  RetriesExhausted: ["Retries exhausted", "It kept failing for longer than the retry window, or somebody ended its retries. Unless it is resolved, read the error, fix its cause, then replay."],
  Rejected: ["Rejected", "A handler rejected the record permanently. Fix the record or the handler, then replay."],
  NoRecordId: ["No record id", "The body has no record id, so there is nothing to fetch. Check the body, then resolve the event."],
  OtherOrganisation: ["Other organisation", "The record belongs to an organisation other than the app's. Check the webhook in Stitchex and the app's settings."],
  EndpointUnknown: ["Endpoint unknown", "The API path of this resource is unknown. Set it in Stitchex:Resources, then replay."],
  CrashLoop: ["Crash loop", "Its attempts kept ending with the process. Check the app's log, then replay."],
};

export const states = {
  Received: ["Received", "Waiting for its first attempt, or being processed now."],
  Retrying: ["Retrying", "An attempt failed. It is retried automatically."],
  Confirming: ["Delivered", "It is done as far as the API showed, which is asked once more in case it was a moment behind."],
  Completed: ["Completed", "Done."],
  DeadLettered: ["Dead-lettered", "Dead-lettered. Kept until you replay or resolve it."],
  Resolved: ["Resolved", "It was dead-lettered, and somebody said that nothing more needs to be done."],
  Unreadable: ["Unreadable", "This version of the app cannot read its row. A newer version wrote it, or a hand."],
};

export const resources = ["agent", "credit_note", "customer", "invoice", "payment", "pick_ticket", "product", "production_order", "receiving_ticket", "return", "sales_order"];

export function outcomeName(outcome) {
  return outcomes[outcome]?.[0] ?? outcome;
}

export function outcomeMeaning(outcome) {
  return outcomes[outcome]?.[1] ?? "";
}

/** What it means that an event stands where it stands. */
export function meaningOf(event) {
  return event.outcome && event.state !== "Confirming" ? outcomeMeaning(event.outcome) : states[event.state]?.[1] ?? "";
}

/** The badge that says where an event stands, in words and not by colour alone. */
export function badge(event) {
  const kind = event.state === "DeadLettered" && event.resolvedAt ? "resolved" : event.state.toLowerCase();
  const words = event.state === "DeadLettered" && event.resolvedAt ? "Resolved" : states[event.state]?.[0] ?? event.state;
  const title = meaningOf(event);
  const rest = event.state === "Confirming" ? " · being confirmed" : event.outcome ? ` · ${outcomeName(event.outcome)}` : null;
  return h("span", { class: `badge ${kind}`, title }, words, rest);
}

/** What the words above say is to be done; null where nothing is. */
export function advisedAction(event) {
  return !requiresAttention(event) ? null : event.outcome === "NoRecordId" || event.outcome === "OtherOrganisation" ? "resolve" : "replay";
}

export function requiresAttention(event) {
  return event.state === "DeadLettered" && !event.resolvedAt;
}

/** The parts of an event's id that lead to its record. */
export function recordOf(eventId) {
  const [resource, recordKey, action] = eventId.split(".");
  return { resource, recordKey, action };
}

export function eventTitle(event) {
  return `${event.resource} ${event.recordId ?? "without an id"} ${event.action}`;
}

export const routes = {
  overview: () => "#/",
  events: (filter = {}) => `#/events${queryOf(filter)}`,
  search: (q) => `#/search${queryOf({ q })}`,
  event: (id, query = {}) => `#/events/${encodeURIComponent(id)}${queryOf(query)}`,
  record: (resource, recordKey, query = {}) => `#/records/${encodeURIComponent(resource)}/${encodeURIComponent(recordKey)}${queryOf(query)}`,
  quarantine: (query = {}) => `#/quarantine${queryOf(query)}`,
  quarantinedItem: (key) => `#/quarantine/${encodeURIComponent(key)}`,
  destinations: () => "#/destinations",
  script: (destination) => `#/destinations/${encodeURIComponent(destination)}/script`,
  bulk: (query) => `#/bulk${queryOf(query)}`,
  backfill: () => "#/backfill",
  reconcile: () => "#/reconcile",
  jobs: () => "#/jobs",
  job: (id, query = {}) => `#/jobs/${encodeURIComponent(id)}${queryOf(query)}`,
};

/** A query string of what is set. */
export function queryOf(values) {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
}
