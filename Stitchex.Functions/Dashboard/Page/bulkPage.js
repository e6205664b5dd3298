const usualRate = 600;

/** Replay or resolve many events: choose, count by a dry run, confirm, follow. */
function bulkPage(page, _, query) {
  const kind = query.kind === "resolve" ? "resolve" : "replay";
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
    title: kind === "replay" ? "Replay many" : "Resolve many",
    nodes: [
      h("h1", { tabindex: "-1" }, kind === "replay" ? "Replay many events" : "Resolve many events"),
      h("p", {}, kind === "replay"
        ? "Each event is processed again, as if it were replayed by itself. It runs in the background; you can leave this page."
        : "Dead-lettered events that need nothing more. They are not tried again and no longer count as dead-lettered."),
      form,
      result,
    ],
  };
}

function bulkForm(kind, query) {
  const states = kind === "replay" ? [["DeadLettered", "dead-lettered events"], ["any", "events in any state (needs both days)"]] : [["DeadLettered", "dead-lettered events"]];
  const state = h("select", { id: "field-state", name: "state" }, states.map(([value, words]) => h("option", { value, selected: value === (query.state || "DeadLettered") }, words)));
  return h("form", { class: "filter", "aria-label": "Which events" },
    h("div", { class: "field wide" }, h("label", { for: "field-state" }, "Which"), state),
    choice("outcome", "Outcome", query.outcome, Object.keys(outcomes).map((outcome) => [outcome, outcomeName(outcome)])),
    textField("resource", "Resource", query.resource, { list: "resources", placeholder: "any" }),
    h("datalist", { id: "resources" }, resources.map((name) => h("option", { value: name }))),
    dateField("from", "From (UTC day)", query.from),
    dateField("to", "To (UTC day)", query.to),
    textField("ratePerMinute", "Events a minute", String(usualRate), { type: "number", min: "1", max: "6000", required: true }),
    kind === "resolve" ? h("div", { class: "field wide" }, h("label", { for: "field-note" }, "Note: why nothing more needs to be done"),
      h("input", { id: "field-note", name: "note", maxlength: "1000", required: true, autocomplete: "off" })) : null,
    h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Count them first")));
}

function bulkRequest(kind, form) {
  const values = Object.fromEntries(new FormData(form));
  return {
    kind,
    state: values.state === "any" ? null : values.state,
    from: values.from || null,
    to: values.to || null,
    resource: values.resource.trim() || null,
    outcome: values.outcome || null,
    note: values.note?.trim() || null,
    ratePerMinute: Number(values.ratePerMinute),
  };
}

async function countFirst(button, request, page, show) {
  const done = request.kind === "replay" ? "replayed" : "resolved";
  button.disabled = true;
  show(h("p", {}, "Counting…"));
  try {
    const job = await followJob(await api.post("jobs", { ...request, dryRun: true }), page, (current) => {
      show(h("p", {}, `Counting… ${formatNumber(current.scanned)} scanned, ${formatNumber(current.matched)} match.`));
    });
    if (job?.status === "Completed") {
      show(countedNodes(job, request, done));
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

function countedNodes(job, request, done) {
  if (job.matched === 0) {
    return [empty(`No event would be ${done}`, "Nothing matches. Change what is looked for, and count again.")];
  }

  const words = `${request.kind === "replay" ? "Replay" : "Resolve"} ${count(job.matched, "event")}`;
  return [
    h("p", { class: "counted" }, h("strong", {}, `${count(job.matched, "event")} would be ${done}.`), ` At ${formatNumber(request.ratePerMinute)} a minute that takes about ${formatDuration(Math.max(1, Math.ceil(job.matched / request.ratePerMinute * 60)))}.`),
    h("p", {}, h("button", { type: "button", id: "start-job", class: "primary", onclick: (click) => startJob(click.currentTarget, request, job.matched, words) }, `${words}…`)),
  ];
}

async function startJob(button, request, matched, words) {
  const confirmed = await ask({
    title: `${words}?`,
    text: "It runs in the background and can be cancelled. What was done by then stays done.",
    confirm: words,
  });
  if (confirmed !== null) {
    const job = await attempt(button, () => api.post("jobs", { ...request, dryRun: false }), "The job has started.");
    if (job) {
      go(routes.job(job.id, { of: matched }));
    }
  }
}
