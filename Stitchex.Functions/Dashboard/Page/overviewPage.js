/** What is wrong first, then the last day, then the newest events. */
function overviewPage(page) {
  return {
    title: "Overview",
    nodes: [
      h("h1", { tabindex: "-1" }, "Overview"),
      page.part({ label: "What needs attention", load: (signal) => api.get("overview", signal), render: (overview, part) => overviewNodes(overview, part) }),
      h("section", { "aria-labelledby": "throughput" },
        h("h2", { id: "throughput" }, "The last 24 hours"),
        page.part({ label: "Events received by hour", load: loadThroughput, render: throughputNodes })),
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
        connections(page)),
    ],
  };
}

function noEvents() {
  return empty("No events in the last 30 days", "If Stitchex should have sent some: look whether its webhook points at this app, and at its list of failed deliveries.");
}

function overviewNodes(overview, part) {
  const cards = [
    deadLetteredCard(overview.deadLettered),
    processingCard(overview.paused, part),
    quarantineCard(overview.quarantined),
    waitingCard(overview.oldestWaiting),
    queueCard(overview.queue),
  ];
  const worst = cards.filter((card) => card.needs);
  return [
    h("p", { class: `verdict ${worst.length > 0 ? "bad" : "good"}` }, worst.length > 0 ? `Needs attention: ${worst.map((card) => card.short).join(", ")}.` : "All clear"),
    h("ul", { class: "tiles" }, [...worst, ...cards.filter((card) => !card.needs)].map((card) =>
      h("li", { class: `tile ${card.needs ? card.tone : ""} ${card.isLarge ? "large" : ""}` }, h("h2", {}, card.title), h("p", { class: "figure" }, card.figure), card.more))),
  ];
}

function deadLetteredCard({ total, isAtLeast, byOutcome }) {
  const reasons = Object.entries(byOutcome).sort(([, a], [, b]) => b - a);
  return {
    title: "Dead-lettered events",
    needs: total > 0,
    isLarge: total > 0,
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
    title: "Oldest waiting",
    needs: waiting !== null && waiting.ageSeconds > longWait,
    tone: "warn",
    short: "an event waits for long",
    figure: waiting ? `${waiting.isAtLeast ? "over " : ""}${formatDuration(waiting.ageSeconds)}` : "none",
    more: waiting
      ? h("p", {}, link(routes.event(waiting.eventId), cut(eventIdTitle(waiting.eventId), 80)), ", received ", time(waiting.receivedAt))
      : h("p", {}, "Every event has come to its end."),
  };
}

function eventIdTitle(id) {
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
      : "About that many; delayed retries are counted too. The poison queue is empty."),
  };
}

function processingCard(paused, part) {
  return {
    title: "Processing",
    needs: paused !== null,
    tone: "warn",
    short: "processing is paused",
    figure: paused ? "paused" : "on",
    more: paused
      ? [
        h("p", {}, "Events are kept, and none is processed. Since ", time(paused.since), by(paused), ": ", h("bdi", {}, cut(paused.reason ?? "no reason given"))),
        h("button", { type: "button", id: "resume", class: "primary", onclick: (event) => resume(event.currentTarget, part) }, "Resume…"),
      ]
      : [
        h("p", {}, "Events are processed as they come."),
        h("button", { type: "button", id: "pause", onclick: (event) => pause(event.currentTarget, part) }, "Pause…"),
      ],
  };
}

function atLeast(total, isAtLeast) {
  return `${isAtLeast ? "at least " : ""}${formatNumber(total)}`;
}

async function pause(button, part) {
  const reason = await ask({
    title: "Pause processing?",
    text: "Webhooks are still received and kept. Nothing is fetched or delivered until processing is resumed.",
    confirm: "Pause",
    field: { label: "Reason, for whoever finds it paused", most: 1000, lines: 1 },
  });
  if (reason !== null && await attempt(button, () => api.post("pause", { reason }), "Processing is paused.")) {
    await part.refresh();
  }
}

async function resume(button, part) {
  if (await ask({ title: "Resume processing?", text: "What has waited is processed within a few minutes.", confirm: "Resume" }) !== null
    && await attempt(button, () => api.remove("pause"), "Processing resumed.")) {
    await part.refresh();
  }
}
