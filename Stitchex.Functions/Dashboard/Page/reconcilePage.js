import { backfillRequest } from "./backfillPage.js";
import { api } from "./client.js";
import { ask, attempt } from "./dialogs.js";
import { h, link, table } from "./dom.js";
import { none, textField } from "./eventTable.js";
import { count, formatNumber, time } from "./format.js";
import { ended } from "./jobPages.js";
import { go, refreshAnew } from "./router.js";
import { cut } from "./text.js";
import { queryOf, routes } from "./words.js";

export const reconcileKind = { verb: "Reconcile", done: "delivered", noun: "record" };

const findingKinds = { missing: "Missing here", older: "Older here", gone: "Gone there", ahead: "Ahead here" };
const deliveredByDefault = ["missing", "older", "gone"];

/** Have what Stitchex lists compared with what was delivered. */
export function reconcilePage() {
  const form = h("form", { class: "filter", "aria-label": "Which lists" },
    textField("resources", "Resources, separated by commas", "", { placeholder: "all" }),
    textField("ratePerMinute", "Records a minute", "", { type: "number", min: "10", max: "6000", placeholder: "as the rate limit allows" }),
    h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Compare them")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { resources, ratePerMinute } = backfillRequest(form, true);
    const job = await attempt(event.submitter, () => api.post("reconciliations", { resources, ratePerMinute }), "The job has started.");
    if (job) {
      go(routes.job(job.id));
    }
  });
  return {
    title: "Reconcile",
    nodes: [
      h("h1", { tabindex: "-1" }, "Compare Stitchex with what was delivered"),
      h("p", {}, "The lists of Stitchex are read, page by page, and compared with what was delivered last of each record. Nothing is "
        + "delivered by that: the job shows what differs, and you decide. It runs in the background; you can leave this page."),
      form,
    ],
  };
}

/** What a job's page shows of a reconciliation; nothing of other jobs. */
export function reconcileNodes({ reconcile, status }) {
  if (!reconcile) {
    return [];
  }

  const found = Object.keys(findingKinds).map((kind) => `${formatNumber(reconcile[kind])} ${findingKinds[kind].toLowerCase()}`);
  return [
    h("p", { id: "reconcile-words" }, ended.has(status) ? null : `${reconcile.stage}. `, `${found.join(", ")}.`),
    reconcile.undecided > 0 ? h("p", {}, `${count(reconcile.undecided, "record")} could not be fetched.`) : null,
  ];
}

/** The findings of a reconciliation that has ended, with their job; null otherwise. */
export async function loadFindings(id, { kind, pageToken }, signal) {
  const job = await api.get(api.job(id), signal);
  if (!job.reconcile || !ended.has(job.status)) {
    return null;
  }

  return { job, ...await api.get(`${api.job(id)}/findings${queryOf({ kind, pageToken })}`, signal) };
}

export function findingNodes({ job, findings, nextPageToken }, query) {
  const { reconcile } = job;
  const kinds = Object.keys(findingKinds).filter((kind) => reconcile[kind] > 0);
  const found = kinds.reduce((sum, kind) => sum + reconcile[kind], 0);
  if (found === 0) {
    return [];
  }

  return [
    h("h2", {}, "What differs"),
    job.status === "Completed" || (ended.has(job.status) && reconcile.stage === "Delivering") ? h("div", { class: "actions start" },
      deliverButton(job, deliveredByDefault, "Deliver what is missing, older or gone…"),
      deliverButton(job, ["ahead"], "Deliver the older versions…")) : null,
    found > reconcile.stored ? h("p", {}, `The first ${formatNumber(reconcile.stored)} are listed, and only these can be delivered. Compare again for the rest.`) : null,
    h("p", { class: "links" }, link(routes.job(job.id), "All"),
      kinds.map((kind) => link(routes.job(job.id, { kind }), findingKinds[kind]))),
    table("Findings", ["Difference", "Record", "Version here", "Version there", "Event"], findings.map((finding) => [
      findingKinds[finding.kind],
      link(routes.record(finding.resource, finding.recordId), h("bdi", {}, cut(`${finding.resource} ${finding.recordId}`))),
      finding.versionHere ? time(finding.versionHere) : none(),
      finding.versionThere ? time(finding.versionThere) : none(),
      finding.event ? link(routes.event(finding.event), "its event") : none(),
    ])),
    nextPageToken ? link(routes.job(job.id, { kind: query.kind, pageToken: nextPageToken }), "More") : null,
  ];
}

function deliverButton(job, kinds, words) {
  return kinds.some((kind) => job.reconcile[kind] > 0)
    ? h("button", { type: "button", onclick: (click) => deliverFindings(click.currentTarget, job, kinds) }, words)
    : null;
}

async function deliverFindings(button, job, kinds) {
  const confirmed = await ask({
    title: "Deliver them?",
    text: kinds.includes("ahead")
      ? "Handlers have a newer version of these records than Stitchex. Each is fetched; ten minutes later what Stitchex has is delivered, "
        + "though it is older."
      : "Each is fetched, and delivered as if its webhook had come. What Stitchex does not have is delivered as its deletion.",
    confirm: "Deliver them",
  }) !== null;
  if (confirmed && await attempt(button, () => api.post(`${api.job(job.id)}/deliver`, { kinds }), "They are being delivered.")) {
    await refreshAnew();
  }
}
