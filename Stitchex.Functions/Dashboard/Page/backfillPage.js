import { api } from "./client.js";
import { ask, attempt } from "./dialogs.js";
import { h, link, table } from "./dom.js";
import { none, textField } from "./eventTable.js";
import { count, formatDuration, formatNumber } from "./format.js";
import { ended } from "./jobPages.js";
import { go, refreshAnew } from "./router.js";
import { cut } from "./text.js";
import { routes } from "./words.js";

export const backfillKind = { verb: "Backfill", done: "fetched", noun: "record" };

/** Have the lists of Stitchex read: count only, or fetch what was not delivered as they show it. */
export function backfillPage() {
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

export function backfillRequest(form, dryRun) {
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

export function backfillWords({ backfill, reconcile, dryRun, matched, done }) {
  const listed = backfill.lists.reduce((sum, list) => sum + list.listed, 0);
  if (reconcile) {
    const queued = dryRun ? "" : `, ${formatNumber(done)} queued for delivery`;
    return `${count(listed, "record")} listed, ${formatNumber(matched)} ${matched === 1 ? "differs" : "differ"}${queued}`;
  }

  return `${count(listed, "record")} listed, ${formatNumber(matched)} ${dryRun ? "found to fetch" : "queued to be fetched"}`;
}

/** How far the lists have been read; nothing where one does not say how many records it has. */
export function backfillProgress({ lists }) {
  return lists.some(({ state, total }) => state === "Running" && total === null) ? {} : {
    max: String(Math.max(1, lists.reduce((sum, list) => sum + (list.total ?? list.listed), 0))),
    value: String(lists.reduce((sum, list) => sum + list.listed, 0)),
  };
}

/** What a job's page shows of a backfill; nothing of other jobs. */
export function backfillNodes(job) {
  if (!job.backfill) {
    return [];
  }

  const { lists, estimatedMinutes } = job.backfill;
  const toFetch = job.reconcile ? [] : ["To fetch"];
  const duration = formatDuration(Math.ceil(estimatedMinutes * 60));
  const left = estimatedMinutes === null
    ? "How long it takes is not known: a list does not say how many records it has, or has not been read yet."
    : `About ${duration} left.`;
  const words = job.dryRun && job.status === "Completed" ? `A backfill would run for about ${duration}.` : left;
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
    job.dryRun || job.reconcile ? null : h("p", {}, link(routes.events({ action: "backfill", from: job.startedAt }), "The events of backfills since then")),
  ];
}

export function pauseButton(job) {
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
