import { api } from "./client.js";
import { connections } from "./connections.js";
import { ask, attempt } from "./dialogs.js";
import { empty, h, link } from "./dom.js";
import { testButton } from "./eventActions.js";
import { eventTable, filterForm, loadEvents } from "./eventTable.js";
import { count, formatDuration, formatNumber, time, varying, withClocks } from "./format.js";
import { lowerFirst, obstacleTitle } from "./frame.js";
import { outcomesOnDemand } from "./outcomes.js";
import { refreshAnew } from "./router.js";
import { cut } from "./text.js";
import { loadThroughput, throughputNodes } from "./throughput.js";
import { outcomeMeaning, outcomeName, recordOf, routes } from "./words.js";

/** What is wrong first, then the last day, then the newest events. */
export function overviewPage(page) {
  return {
    title: "Overview",
    nodes: [
      h("h1", { tabindex: "-1" }, "Overview"),
      page.part({ label: "What needs attention", load: (signal) => api.get("overview", signal), render: overviewNodes }),
      h("section", { "aria-labelledby": "throughput" },
        h("h2", { id: "throughput" }, "The last 24 hours"),
        page.part({ label: "Events received by hour", load: loadThroughput, render: throughputNodes }),
        outcomesOnDemand(page)),
      h("section", { "aria-labelledby": "newest" },
        h("div", { class: "heading" }, h("h2", { id: "newest" }, "Newest events"), link(routes.events(), "All events")),
        filterForm({}, false),
        page.part({
          label: "Newest events",
          load: (signal) => loadEvents({ pageSize: 10 }, signal),
          render: (list) => list.events.length > 0 ? eventTable(list.events, { caption: "Newest events" }) : noEvents(),
        })),
      h("section", { "aria-labelledby": "connections" },
        h("h2", { id: "connections" }, "Connections"),
        connections()),
    ],
  };
}

export function noEvents() {
  return empty("No events in the last 30 days", "If Stitchex should have sent some: look whether its webhook points at this app, and at its list of failed deliveries.");
}

function overviewNodes(overview) {
  const cards = [
    deadLetteredCard(overview.deadLettered),
    waitingCountCard(overview.waiting),
    processingCard(overview.paused),
    quarantineCard(overview.quarantined),
    waitingCard(overview.oldestWaiting),
    queueCard(overview.queue),
  ];
  const worst = cards.filter((card) => card.needs);
  return [
    verdict(overview, worst),
    h("ul", { class: "tiles" }, [...worst, ...cards.filter((card) => !card.needs)].map((card) =>
      h("li", { class: `tile ${card.needs ? card.tone : ""} ${card.isLarge ? "large" : ""}` }, h("h2", {}, card.title), h("p", { class: "figure" }, card.figure), card.more))),
  ];
}

function verdict({ obstacles, hasEvents }, worst) {
  const wrong = [
    ...obstacles.filter(({ kind }) => kind !== "Paused").map((obstacle) => lowerFirst(obstacleTitle(obstacle))),
    ...worst.map((card) => card.short),
  ];
  if (wrong.length > 0) {
    const tone = obstacles.length > 0 || worst.some((card) => card.tone === "bad") ? "bad" : "warn";
    return h("p", { class: `verdict ${tone}` }, `Needs attention: ${wrong.join(", ")}.`);
  }

  return hasEvents ? h("p", { class: "verdict good" }, "All clear") : [
    h("p", { class: "verdict none" }, "No event was ever received"),
    h("p", {}, "Point the webhook in Stitchex at this app, or see for yourself that the whole way works: ", testButton()),
  ];
}

function waitingCountCard({ total, isAtLeast, byReason }) {
  return {
    title: "Waiting",
    needs: total > 0,
    isLarge: byReason.length > 2,
    tone: "warn",
    short: `${atLeast(total, isAtLeast)} waiting`,
    figure: atLeast(total, isAtLeast),
    more: total === 0
      ? h("p", {}, "No event waits for something that went wrong.")
      : [
        h("ul", { class: "reasons" }, byReason.map(({ reason, count: number, hasErrors, eventId }) =>
          h("li", {}, link(number > 1 && hasErrors ? listOf(reason) : routes.event(eventId),
            `${formatNumber(number)} × `, h("bdi", {}, withClocks(cut(reason, 200))))))),
        h("p", { class: "links" }, link(routes.events({ state: "Retrying" }), "Show those that retry")),
      ],
  };
}

// The events of one reason: in times, and in numbers and ids of records, their errors differ.
function listOf(reason) {
  const error = reason.split(varying).reduce((longest, part) => (part.length > longest.length ? part : longest), "").trim().slice(0, 100);
  return routes.events({ state: "Retrying", error });
}

function deadLetteredCard({ total, isAtLeast, byOutcome }) {
  const reasons = Object.entries(byOutcome).sort(([, a], [, b]) => b - a);
  return {
    title: "Dead-lettered events",
    needs: total > 0,
    isLarge: reasons.length > 2,
    tone: "bad",
    short: `${atLeast(total, isAtLeast)} dead-lettered`,
    figure: atLeast(total, isAtLeast),
    more: total === 0
      ? h("p", {}, "No event is dead-lettered.")
      : [
        h("ul", { class: "reasons" }, reasons.map(([outcome, number]) =>
          h("li", {}, link(routes.events({ state: "DeadLettered", outcome }), `${formatNumber(number)} × ${outcomeName(outcome)}`), h("span", { class: "aside" }, ` ${outcomeMeaning(outcome)}`)))),
        h("p", { class: "links" }, link(routes.events({ state: "DeadLettered" }), "Show all"), link(routes.bulk({ kind: "replay" }), "Replay many"), link(routes.bulk({ kind: "resolve" }), "Resolve many")),
      ],
  };
}

function quarantineCard({ total, isAtLeast }) {
  return {
    title: "Quarantine",
    needs: total > 0,
    tone: "bad",
    short: `${atLeast(total, isAtLeast)} quarantined`,
    figure: atLeast(total, isAtLeast),
    more: total === 0
      ? h("p", {}, "Every body that came with a valid key was an event.")
      : h("p", {}, "Bodies that are no event, or messages that cannot be read. Stitchex may have changed. ", link(routes.quarantine(), "Look at them")),
  };
}

const longWait = 15 * 60;

function waitingCard(waiting) {
  return {
    title: "Oldest event that is not done",
    needs: waiting !== null && waiting.ageSeconds > longWait,
    tone: "warn",
    short: "an event waits for long",
    figure: waiting ? `${waiting.isAtLeast ? "over " : ""}${formatDuration(waiting.ageSeconds)}` : "none",
    more: waiting
      ? h("p", {}, link(routes.event(waiting.eventId), cut(eventIdTitle(waiting.eventId), 80)), ", received ", time(waiting.receivedAt))
      : h("p", {}, "Every event has come to its end."),
  };
}

export function eventIdTitle(id) {
  const { resource, recordKey, action } = recordOf(id);
  return `${resource} ${recordKey} ${action}`;
}

function queueCard({ length, poisonLength }) {
  return {
    title: "Queue",
    needs: poisonLength > 0,
    tone: "warn",
    short: count(poisonLength, "poisoned message"),
    figure: count(length, "message"),
    more: h("p", {}, poisonLength > 0
      ? `${count(poisonLength, "message")} in the poison queue: the host stopped retrying them. The app returns them to the main queue; check its log if they stay.`
      : "About that many, delayed ones too: retries, second looks at what was just delivered, and webhooks that came again. The poison queue is empty."),
  };
}

function processingCard(paused) {
  return {
    title: "Processing",
    needs: paused !== null,
    tone: "warn",
    short: "processing is paused",
    figure: paused ? "paused" : "on",
    more: paused
      ? [
        h("p", {}, "Events are received and kept, and none is processed."),
        h("button", { type: "button", id: "resume", class: "primary", onclick: (event) => resume(event.currentTarget) }, "Resume…"),
      ]
      : [
        h("p", {}, "Events are processed as they come."),
        h("button", { type: "button", id: "pause", onclick: (event) => pause(event.currentTarget) }, "Pause…"),
      ],
  };
}

function atLeast(total, isAtLeast) {
  return `${isAtLeast ? "at least " : ""}${formatNumber(total)}`;
}

async function pause(button) {
  const reason = await ask({
    title: "Pause processing?",
    text: "Webhooks are still received and kept. Nothing is fetched or delivered until processing is resumed.",
    confirm: "Pause",
    field: { label: "Reason, for whoever finds it paused", most: 1000, lines: 1 },
  });
  if (reason !== null && await attempt(button, () => api.post("pause", { reason }), "Processing is paused.")) {
    await refreshAnew();
  }
}

async function resume(button) {
  if (await ask({ title: "Resume processing?", text: "What has waited is processed within a few minutes.", confirm: "Resume" }) !== null
    && await attempt(button, () => api.remove("pause"), "Processing resumed.")) {
    await refreshAnew();
  }
}
