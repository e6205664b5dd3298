const backfillKind = { verb: "Backfill", done: "fetched", noun: "record" };

/** Have the lists of Stitchex read: count only, or fetch what was not delivered as they show it. */
function backfillPage(page) {
  const form = h("form", { class: "filter", "aria-label": "Which lists" },
    textField("resources", "Resources, separated by commas", "", { placeholder: "all" }),
    textField("ratePerMinute", "Records a minute", "", { type: "number", min: "10", max: "6000", placeholder: "as the rate limit allows" }),
    h("div", { class: "actions" },
      h("button", { type: "submit", class: "primary", name: "count" }, "Count them first"),
      h("button", { type: "submit", name: "start" }, "Fetch them…")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    startBackfill(event.submitter, backfillRequest(form, event.submitter.name === "count"));
  });
  return {
    title: "Backfill",
    nodes: [
      h("h1", { tabindex: "-1" }, "Fetch what no webhook told of"),
      h("p", {}, "The lists of Stitchex are read, page by page. Each record that was not delivered as they show it is fetched, and delivered "
        + "as if its webhook had come. Webhooks come first. It runs in the background; you can leave this page."),
      form,
    ],
  };
}

function backfillRequest(form, dryRun) {
  const values = Object.fromEntries(new FormData(form));
  const names = values.resources.split(",").map((name) => name.trim()).filter((name) => name);
  return { resources: names.length > 0 ? names : ["*"], ratePerMinute: values.ratePerMinute ? Number(values.ratePerMinute) : null, dryRun };
}

async function startBackfill(button, request) {
  const confirmed = request.dryRun || await ask({
    title: "Fetch the records?",
    text: "It runs in the background, and can be paused and cancelled. What was done by then stays done.",
    confirm: "Fetch them",
  }) !== null;
  const job = confirmed && await attempt(button, () => api.post("backfills", request), "The job has started.");
  if (job) {
    go(routes.job(job.id));
  }
}

/** What a job's page shows of a backfill; nothing of other jobs. */
function backfillNodes(job) {
  if (!job.backfill) {
    return [];
  }

  const { lists, estimatedMinutes } = job.backfill;
  const toFetch = job.reconcile ? [] : ["To fetch"];
  const duration = formatDuration(Math.ceil(estimatedMinutes * 60));
  const words = job.dryRun && job.status === "Completed"
    ? `A backfill would run for about ${duration}.`
    : `About ${duration} left, as far as the lists say what they have.`;
  return [
    (ended.has(job.status) && !job.dryRun) || job.reconcile ? null : h("p", {}, words),
    table("Lists", ["List", "State", "Pages", "Listed", ...toFetch, "Note"], lists.map((list) => [
      list.resource,
      list.pass > 1 ? `${list.state}, pass ${list.pass}` : list.state,
      formatNumber(list.pages),
      list.total === null ? formatNumber(list.listed) : `${formatNumber(list.listed)} of ${formatNumber(list.total)}`,
      ...toFetch.map(() => formatNumber(list.matched)),
      list.note ? cut(list.note) : none(),
    ])),
  ];
}

function pauseButton(job) {
  const isPaused = job.status === "Paused";
  const words = isPaused ? "Resume the job" : "Pause the job";
  return h("button", { type: "button", id: "pause", onclick: (click) => pauseJob(click.currentTarget, job, isPaused) }, words);
}

async function pauseJob(button, job, isPaused) {
  const path = `${api.job(job.id)}/pause`;
  if (await attempt(button, () => isPaused ? api.remove(path) : api.post(path), isPaused ? "The job goes on." : "The job is paused.")) {
    await refreshAnew();
  }
}
