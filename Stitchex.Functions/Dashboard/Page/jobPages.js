import { backfillKind, backfillNodes, backfillProgress, backfillWords, pauseButton } from "./backfillPage.js";
import { bulkKinds } from "./bulkPage.js";
import { api } from "./client.js";
import { ask, attempt } from "./dialogs.js";
import { announce, empty, facts, h, link, table } from "./dom.js";
import { pauseFor } from "./eventActions.js";
import { none } from "./eventTable.js";
import { age, by, count, formatNumber, time } from "./format.js";
import { upperFirst, waitReasonOf } from "./frame.js";
import { eventIdTitle } from "./overviewPage.js";
import { findingNodes, loadFindings, reconcileKind, reconcileNodes } from "./reconcilePage.js";
import { refreshAnew } from "./router.js";
import { cut } from "./text.js";
import { outcomeName, routes, states } from "./words.js";

export const ended = new Set(["Completed", "Cancelled", "Failed"]);
const jobInterval = 700;
const failedJobInterval = 5000;
const outcomeInterval = 2000;
const outcomeLooks = 30;

/** Looks at a job until it has ended or the reader goes elsewhere; null in that case. */
export async function followJob(job, page, show) {
  let current = job;
  while (!ended.has(current.status)) {
    show(current);
    await pauseFor(jobInterval, page.signal);
    if (page.signal.aborted) {
      return null;
    }

    current = await api.get(api.job(job.id), page.signal);
  }

  return current;
}

export function jobsPage(page) {
  return {
    title: "Jobs",
    nodes: [
      h("div", { class: "heading" }, h("h1", { tabindex: "-1" }, "Jobs"), h("p", { class: "links" },
        link(routes.bulk({ kind: "replay" }), "Replay many"),
        link(routes.bulk({ kind: "redeliver" }), "Redeliver many"),
        link(routes.bulk({ kind: "resolve" }), "Resolve many"),
        link(routes.backfill(), "Backfill"),
        link(routes.reconcile(), "Reconcile"))),
      page.part({
        label: "Jobs",
        load: (signal) => api.get("jobs", signal),
        render: ({ jobs }) => jobs.length > 0 ? jobTable(jobs) : empty(
          "No jobs", "A job replays or resolves many events, or redelivers the records of a resource. Nobody has started one yet."),
      }),
    ],
  };
}

function jobTable(jobs) {
  return table("Jobs, newest first", ["Started", "Job", "Status", "Matched", "Done"], jobs.map((job) => [
    [time(job.startedAt), h("div", { class: "aside" }, age(job.startedAt), by(job))],
    link(routes.job(job.id), jobTitle(job)),
    jobBadge(job),
    formatNumber(job.matched),
    job.dryRun ? none() : formatNumber(job.done),
  ]));
}

function jobTitle(job) {
  const { verb, noun } = kindOfJob(job);
  const title = noun === "item" ? `${verb} quarantined items` : verb;
  return job.dryRun ? `${title} (count only)` : title;
}

export function erasureWords({ events, numbers, archived, quarantined }) {
  return [count(events, "event"), count(numbers, "number"), count(archived, "archived record"), count(quarantined, "quarantined item")].join(", ");
}

const erasureKind = { verb: "Erase", done: "erased", noun: "record" };

function kindOfJob(job) {
  return job.erasure ? erasureKind : job.reconcile ? reconcileKind : job.backfill ? backfillKind : bulkKinds[job.kind] ?? bulkKinds.replay;
}

const jobTones = { Running: "retrying", Paused: "resolved", Completed: "completed", Cancelled: "resolved", Failed: "deadlettered" };

/** What a job that has worked on an event has done with it: one that is queued is processed by and by. */
function endOf(job) {
  return kindOfJob(job).ends ?? "done";
}

function jobBadge(job) {
  const isQueued = job.status === "Completed" && !job.dryRun && endOf(job) === "queued";
  return h("span", { class: `badge ${isQueued ? "" : jobTones[job.status] ?? ""}` }, isQueued ? "Queued" : job.status);
}

/** A job and its progress, followed while it runs. */
export function jobPage(page, [id], query) {
  let isFollowed = false;
  let isFirst = true;
  let outcome = null;
  let findings = null;
  return {
    title: "Job",
    nodes: [
      h("p", { class: "crumb" }, link(routes.jobs(), "Jobs")),
      h("h1", { tabindex: "-1" }, "Job"),
      page.part({
        label: "Job",
        load: (signal) => api.get(api.job(id), signal),
        render: (job, part) => {
          if (!isFollowed && ((isFirst && query.of) || !ended.has(job.status))) {
            isFollowed = true;
            follow(part, page, () => outcome, () => {
              isFollowed = false;
            });
          }

          isFirst = false;

          findings?.refresh();
          return jobNodes(job, Number(query.of) || null, page, part);
        },
      }),
      page.part({
        label: "Findings",
        load: (signal) => loadFindings(id, query, signal),
        render: (shown, part) => {
          findings = part;
          return shown ? findingNodes(shown, query) : [];
        },
      }),
      page.part({
        label: "Outcome",
        load: (signal) => api.get(`${api.job(id)}/outcome`, signal),
        render: (shown, part) => {
          outcome = part;
          return outcomeNodes(shown);
        },
      }),
    ],
  };
}

const endings = {
  Waiting: "still waiting", Completed: "completed", DeadLettered: "dead-lettered", Resolved: "resolved", Removed: "no longer kept",
};

/** What became of the first events of a job, as far as they have come by now. */
function outcomeNodes({ of, done, groups }) {
  if (of === 0) {
    return [];
  }

  const words = ({ ending, outcome }) =>
    `${endings[ending] ?? ending}${outcome && ending !== "Resolved" ? ` · ${outcomeName(outcome)}` : ""}`;
  return [
    h("h2", {}, "What became of them"),
    h("p", { id: "outcome-words" }, `Of ${done > of ? `the first ${formatNumber(of)} of ` : ""}${count(Math.max(of, done), "event")}: ${
      groups.map((group) => `${formatNumber(group.count)} ${words(group)}`).join(", ")}. `,
      groups.some(({ ending }) => ending === "Waiting") ? waitReasonOf({ state: "Retrying" }) : null),
    h("ul", {}, groups.filter(({ ending }) => ending !== "Removed").map((group) => h("li", {}, upperFirst(words(group)), ": ",
      group.events.map((id, index) => [index > 0 ? ", " : "", link(routes.event(id), h("bdi", {}, eventIdTitle(id)))]),
      group.count > group.events.length ? ` and ${formatNumber(group.count - group.events.length)} more` : ""))),
  ];
}

/** Looks at the job until it has ended; where it cannot be seen, less often. Then at its events, until none of them waits. */
async function follow(part, page, outcome, hasEnded) {
  let interval = jobInterval;
  for (;;) {
    await pauseFor(interval, page.signal);
    const job = page.signal.aborted ? null : await part.refresh();
    if (page.signal.aborted) {
      return;
    }

    if (job && ended.has(job.status)) {
      announce(`The job has ended: ${job.status.toLowerCase()}, ${count(job.done, kindOfJob(job).noun)} ${endOf(job)}.`);
      hasEnded();
      await followOutcome(page, outcome);
      return;
    }

    interval = job && job.status !== "Paused" && !document.hidden ? jobInterval : failedJobInterval;
  }
}

async function followOutcome(page, outcome) {
  for (let looked = 0; looked < outcomeLooks && !page.signal.aborted; looked++) {
    const shown = await outcome()?.refresh();
    if (shown && !shown.groups.some(({ ending }) => ending === "Waiting")) {
      return;
    }

    await pauseFor(outcomeInterval, page.signal);
  }
}

export function jobNodes(job, expected, page, part) {
  const isRunning = !ended.has(job.status);
  const { noun } = kindOfJob(job);
  const total = job.status === "Completed" ? job.matched : Math.max(expected ?? 0, job.matched);
  const words = job.backfill ? backfillWords(job) : job.dryRun
    ? `${count(job.matched, noun)} found, ${formatNumber(job.scanned)} scanned`
    : `${formatNumber(job.done)} of ${isRunning && !expected ? "at least " : ""}${count(total, noun)} ${endOf(job)}, `
      + `${formatNumber(job.scanned)} scanned`;
  return [
    h("div", { class: "summary" },
      h("p", { class: "standing" }, jobBadge(job), " ", jobTitle(job)),
      job.dryRun ? h("p", { id: "job-words" }, words) : [
        h("label", { class: "progress", for: "job-progress", id: "job-words" }, words),
        h("progress", { id: "job-progress", ...(job.backfill && isRunning && job.reconcile?.stage !== "Delivering" ? backfillProgress(job.backfill) : {
          max: String(Math.max(1, total)), value: String(total === 0 && !isRunning ? 1 : job.done),
        }) }),
      ],
      job.error ? h("p", { class: "error-text" }, cut(job.error, 2000)) : null,
      isRunning && part ? h("div", { class: "actions start" }, pauseButton(job), h("button", { type: "button", id: "cancel", class: "danger", onclick: (click) => cancelJob(click.currentTarget, job) }, "Cancel the job…")) : null),
    ...reconcileNodes(job),
    ...backfillNodes(job),
    facts([
      ["Started", time(job.startedAt)],
      ["Started by", job.by],
      ["Moved last", time(job.updatedAt)],
      ["Ended", time(job.completedAt)],
      ["Paused by", job.pausedBy],
      ["Resumed by", job.resumedBy],
      ["Cancelled by", job.cancelledBy],
      [`${upperFirst(noun)}s a minute`, formatNumber(job.ratePerMinute)],
      ["Selected one by one", job.named],
      ...Object.entries(job.filter).map(([name, value]) => [filterWords[name] ?? name, filterValue(name, value)]),
      [job.dryRun ? "Would be erased" : "Erased", job.erasure && erasureWords(job.erasure)],
      ["Stays forgotten", job.erasure ? (job.erasure.stayForgotten ? "yes" : "no") : null],
      ["Job id", h("code", {}, cut(job.id))],
    ]),
  ];
}

export const filterWords = {
  state: "State", from: "From", to: "To", resource: "Resource", recordId: "Record id", action: "Action", outcome: "Outcome", note: "Note",
  handler: "Handler", reason: "Reason",
};

export function filterValue(name, value) {
  return name === "state" ? states[value]?.[0] ?? value : name === "outcome" ? outcomeName(value) : cut(value);
}

async function cancelJob(button, job) {
  if (await ask({ title: "Cancel this job?", text: "What was done stays done. The rest is left as it is.", confirm: "Cancel the job", danger: true }) !== null
    && await attempt(button, () => api.remove(api.job(job.id)), "The job is cancelled.")) {
    await refreshAnew();
  }
}
