import { api } from "./client.js";
import { ask, attempt } from "./dialogs.js";
import { empty, h, nodesOf } from "./dom.js";
import { dateField, filterFields, filterNames, textField } from "./eventTable.js";
import { count, formatDuration, formatNumber } from "./format.js";
import { upperFirst } from "./frame.js";
import { filterValue, filterWords, followJob, jobNodes } from "./jobPages.js";
import { problemBox } from "./part.js";
import { askForKey, go } from "./router.js";
import { resources, routes } from "./words.js";

const usualRate = 600;

export const bulkKinds = {
  replay: {
    verb: "Replay", done: "replayed", ends: "queued", noun: "event", heading: "Replay many events",
    text: "Each event is processed again, as if it were replayed by itself. It runs in the background; you can leave this page.",
  },
  redeliver: {
    verb: "Redeliver", done: "redelivered", ends: "queued", noun: "record", heading: "Redeliver the records of a resource",
    text: "Each record is delivered again as it is now, whether it changed or not: to all handlers, or to one that is new or has lost data. "
      + "It runs in the background; you can leave this page.",
  },
  resolve: {
    verb: "Resolve", done: "resolved", noun: "event", heading: "Resolve many events",
    text: "Dead-lettered events that need nothing more. They are not tried again and no longer count as dead-lettered.",
  },
  replayQuarantined: {
    verb: "Replay", done: "replayed", noun: "item", heading: "Replay quarantined items",
    text: "A body that is an event as the app reads it today is received, and leaves the quarantine. A message is put into the queue "
      + "again, and stays here until it is removed.",
  },
  removeQuarantined: {
    verb: "Remove", done: "removed", noun: "item", heading: "Remove quarantined items",
    text: "They are deleted and cannot be got back. Remove them when you know why they were quarantined.",
  },
};

export const noteLabel = "Note: why nothing more needs to be done";

/** Replay or resolve many events, or redeliver many records: choose, count by a dry run, confirm, follow. */
export function bulkPage(page, _, query) {
  const kind = Object.hasOwn(bulkKinds, query.kind) ? query.kind : "replay";
  const { verb, heading, text } = bulkKinds[kind];
  const result = h("div", { id: "bulk-result", role: "status" });
  const form = bulkForm(kind, query);
  // What is counted is of the form as it was then: once the form says something else, its result must not come up below it.
  let turn = 0;
  form.addEventListener("input", () => {
    turn++;
    result.replaceChildren();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const counted = ++turn;
    await countFirst(event.submitter, bulkRequest(kind, form), page, (...nodes) => {
      if (counted === turn) {
        result.replaceChildren(...nodesOf(nodes));
      }
    });
  });

  return {
    title: `${verb} many`,
    nodes: [
      h("h1", { tabindex: "-1" }, heading),
      h("p", {}, text),
      form,
      result,
    ],
  };
}

function bulkForm(kind, query) {
  const rateLabel = `${upperFirst(bulkKinds[kind].noun)}s a minute`;
  const rate = textField("ratePerMinute", rateLabel, String(usualRate), { type: "number", min: "1", max: "6000", required: true });
  const submit = h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Count them first"));
  if (kind === "redeliver") {
    const left = filterNames.filter((name) => query[name] && name !== "resource" && name !== "from");
    return h("form", { class: "filter", "aria-label": "Which records" },
      textField("resource", "Resource", query.resource, { list: "resources", required: true }),
      h("datalist", { id: "resources" }, resources.map((name) => h("option", { value: name }))),
      textField("handler", "Handler", query.handler, { placeholder: "all" }),
      dateField("from", "Delivered since (UTC day)", query.from),
      rate,
      left.length > 0 ? h("p", { class: "aside" }, `It is about records, whatever their events. Not kept of the list's filter: ${
        left.map((name) => `${filterWords[name] ?? name} ${filterValue(name, query[name])}`).join(", ")}.`) : null,
      submit);
  }

  if (kind.endsWith("Quarantined")) {
    return h("form", { class: "filter", "aria-label": "Which items" },
      h("div", { class: "field wide" }, h("label", { for: "field-reason" }, "Reason"),
        h("input", { id: "field-reason", name: "reason", value: query.reason, required: true, autocomplete: "off" })),
      rate,
      submit);
  }

  return h("form", { class: "filter", "aria-label": "Which events" },
    filterFields({ ...daysOf(query), state: query.state || "DeadLettered" }),
    rate,
    kind === "resolve" ? h("div", { class: "field wide" }, h("label", { for: "field-note" }, noteLabel),
      h("input", { id: "field-note", name: "note", maxlength: "1000", required: true, autocomplete: "off" })) : null,
    h("p", { class: "aside" }, "Events in any other state than dead-lettered need both days."),
    submit);
}

// A list without days shows the last 30; a job about events that need no attention says both.
function daysOf(query) {
  const day = (daysAgo) => new Date(Date.now() - daysAgo * 86400000).toISOString().slice(0, 10);
  return !query.state || query.state === "DeadLettered" || query.from || query.to ? query : { ...query, from: day(30), to: day(0) };
}

// Each field of the form goes into the request: a filter that the job does not know is an error, and never left out.
function bulkRequest(kind, form) {
  const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim() || null]));
  return { ...values, kind, ratePerMinute: Number(values.ratePerMinute) };
}

async function countFirst(button, request, page, show) {
  button.disabled = true;
  show(h("p", {}, "Counting…"));
  try {
    const job = await followJob(await api.post("jobs", { ...request, dryRun: true }), page, (current) => {
      show(h("p", {}, `Counting… ${formatNumber(current.scanned)} scanned, ${formatNumber(current.matched)} match.`));
    });
    if (job?.status === "Completed") {
      show(countedNodes(job, request));
    } else if (job) {
      show(jobNodes(job, null, page));
    }
  } catch (error) {
    if (error.status === 401 || error.status === 403) {
      askForKey(error.message);
    } else if (error.name !== "AbortError") {
      show(problemBox(error));
    }
  } finally {
    button.disabled = false;
  }
}

function countedNodes(job, request) {
  const { verb, done, noun } = bulkKinds[request.kind];
  if (job.matched === 0) {
    return [empty(`No ${noun} would be ${done}`, "Nothing matches. Change what is looked for, and count again.")];
  }

  const words = `${verb} ${count(job.matched, noun)}`;
  return [
    h("p", { class: "counted" }, h("strong", {}, `${count(job.matched, noun)} would be ${done}.`), ` At ${formatNumber(request.ratePerMinute)} a minute that takes about ${formatDuration(Math.max(1, Math.ceil(job.matched / request.ratePerMinute * 60)))}.`),
    h("p", {}, h("button", {
      type: "button", id: "start-job", class: "primary", onclick: (click) => confirmJob(click.currentTarget, request, job.matched, words),
    }, `${words}…`)),
  ];
}

async function confirmJob(button, request, matched, words) {
  const confirmed = await ask({
    title: `${words}?`,
    text: `It runs in the background and can be cancelled. What was done by then stays done.${request.kind === "removeQuarantined" ? " What is removed is gone for good." : ""}`,
    danger: request.kind === "removeQuarantined",
    confirm: words,
  });
  if (confirmed !== null) {
    await startJob(button, request, matched);
  }
}

export async function startJob(button, request, expected) {
  const job = await attempt(button, () => api.post("jobs", { ...request, dryRun: false }), "The job has started.");
  if (job) {
    go(routes.job(job.id, { of: expected }));
  }
}
