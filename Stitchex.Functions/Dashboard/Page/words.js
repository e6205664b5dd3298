const outcomes = {
  Handled: ["Handled", "The record's newest version was handed to every handler."],
  Unchanged: ["Unchanged", "The record was handed on before as it is now, so there was nothing to do."],
  Superseded: ["Superseded", "A newer version than this event's was handed on before its turn came."],
  Stale: ["Stale", "The API never showed the version that this event spoke of, and nothing newer than what was handed on."],
  Deleted: ["Deleted", "The record's deletion was handed on."],
  NotFound: ["Not found", "The API does not have the record."],
  Filtered: ["Filtered", "The app's settings ignore events of this kind."],
  GaveUp: ["Gave up", "Its faults lasted too long. Read the error, mend its cause, then replay."],
  Rejected: ["Rejected", "A handler refused the record for good. Mend the record or the handler, then replay."],
  NoRecordId: ["No record id", "The body carries no record id, so there is nothing to fetch. Look at the body, then resolve it."],
  OtherOrganisation: ["Other organisation", "The record belongs to another organisation than the app's. Look at the webhook in Stitchex and at the app's settings."],
  NoEndpoint: ["No endpoint", "Nobody knows where the API keeps such records. Name the path in the settings (Stitchex:Resources), then replay."],
  Crashed: ["Crashed", "Its attempts kept ending with the process. Look at the app's log, then replay."],
};

const states = {
  Received: ["Received", "It waits for its first attempt, or is being tried now."],
  Retrying: ["Retrying", "An attempt failed for now. It is tried again by itself."],
  Completed: ["Completed", "Nothing more will happen."],
  Dead: ["Dead", "It was given up and waits for you. It never expires."],
};

const resources = ["agent", "credit_note", "customer", "invoice", "payment", "pick_ticket", "product", "production_order", "receiving_ticket", "return", "sales_order"];

function outcomeName(outcome) {
  return outcomes[outcome]?.[0] ?? outcome;
}

function outcomeMeaning(outcome) {
  return outcomes[outcome]?.[1] ?? "";
}

/** The badge that says where an event stands, in words and not by colour alone. */
function badge(event) {
  const kind = event.state === "Dead" && event.resolvedAt ? "resolved" : event.state.toLowerCase();
  const words = event.state === "Dead" && event.resolvedAt ? "Resolved" : states[event.state]?.[0] ?? event.state;
  const title = event.outcome ? outcomeMeaning(event.outcome) : states[event.state]?.[1];
  return h("span", { class: `badge ${kind}`, title }, words, event.outcome ? ` · ${outcomeName(event.outcome)}` : null);
}

function needsSomebody(event) {
  return event.state === "Dead" && !event.resolvedAt;
}

/** The parts of an event's id that lead to its record. */
function recordOf(eventId) {
  const [resource, recordKey, action] = eventId.split(".");
  return { resource, recordKey, action };
}

function eventTitle(event) {
  return `${event.resource} ${event.recordId ?? "without an id"} ${event.action}`;
}

const routes = {
  overview: () => "#/",
  events: (filter = {}) => `#/events${queryOf(filter)}`,
  event: (id) => `#/events/${encodeURIComponent(id)}`,
  record: (resource, recordKey, query = {}) => `#/records/${encodeURIComponent(resource)}/${encodeURIComponent(recordKey)}${queryOf(query)}`,
  refused: (query = {}) => `#/refused${queryOf(query)}`,
  refusedItem: (key) => `#/refused/${encodeURIComponent(key)}`,
  bulk: (query) => `#/bulk${queryOf(query)}`,
  jobs: () => "#/jobs",
  job: (id, query = {}) => `#/jobs/${encodeURIComponent(id)}${queryOf(query)}`,
};

/** A query string of what is set. */
function queryOf(values) {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
}
