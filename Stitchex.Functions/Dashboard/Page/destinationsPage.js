import { api } from "./client.js";
import { ask, attempt } from "./dialogs.js";
import { empty, h, table } from "./dom.js";
import { none } from "./eventTable.js";
import { age, by, formatNumber, time } from "./format.js";
import { go, refreshAnew } from "./router.js";
import { cut } from "./text.js";
import { routes } from "./words.js";

const destinationTones = { Delivering: "completed", HeldBack: "retrying", Stopped: "deadlettered" };
const destinationWords = { Delivering: "Delivering", HeldBack: "Held back", Stopped: "Stopped" };

/** Where each destination stands, and what can be done about it. */
export function destinationsPage(page) {
  return {
    title: "Destinations",
    nodes: [
      h("h1", { tabindex: "-1" }, "Destinations"),
      page.part({
        label: "Destinations",
        load: (signal) => api.get("destinations", signal),
        render: ({ destinations }) => destinations.length > 0 ? destinationTable(destinations) : empty(
          "No destinations", "A destination is a system that gets changes by settings alone: a webhook, a queue, a topic."),
      }),
    ],
  };
}

function destinationTable(destinations) {
  return table("Destinations", ["Destination", "State", "Waiting", "Last success", "Last error", "Actions"], destinations.map((destination) => [
    [h("strong", {}, destination.name), h("div", { class: "aside" }, cut(`${destination.type} ${destination.host}`, 120))],
    [h("span", { class: `badge ${destinationTones[destination.status] ?? ""}` }, destinationWords[destination.status] ?? destination.status), standing(destination)],
    destination.waiting === null ? none() : `${destination.mayMoreWait && destination.waiting > 0 ? "at least " : ""}${formatNumber(destination.waiting)}`,
    destination.lastSuccessAt ? [age(destination.lastSuccessAt), latency(destination)] : none(),
    destination.lastErrorAt ? [age(destination.lastErrorAt), h("div", { class: "aside" }, cut(destination.lastError, 300))] : none(),
    h("div", { class: "actions start" },
      h("button", { type: "button", onclick: (click) => testDestination(click.currentTarget, destination) }, "Test"),
      h("button", { type: "button", onclick: () => go(routes.script(destination.name)) }, "Try a script"),
      destination.status === "Delivering" ? null
        : h("button", { type: "button", onclick: (click) => resumeDestination(click.currentTarget, destination) }, "Resume"),
      destination.stop ? null
        : h("button", { type: "button", class: "danger", onclick: (click) => stopDestination(click.currentTarget, destination) }, "Stop…")),
  ]));
}

function latency(destination) {
  return destination.lastSuccessMilliseconds === null ? null : h("div", { class: "aside" }, `in ${formatNumber(destination.lastSuccessMilliseconds)} ms`);
}

function standing(destination) {
  if (destination.stop) {
    return h("div", { class: "aside" }, "since ", time(destination.stop.since), by(destination.stop), ": ", h("bdi", {}, cut(destination.stop.reason, 300)));
  }

  return destination.heldUntil ? h("div", { class: "aside" }, "until ", time(destination.heldUntil)) : null;
}

async function testDestination(button, destination) {
  const freed = destination.status === "HeldBack" ? " It is no longer held back." : "";
  const result = await attempt(button, () => api.post(`${api.destination(destination.name)}/test`), ({ isAccepted, error }) => isAccepted
    ? `${destination.name} accepted the test event.${freed}`
    : cut(`${destination.name} did not accept the test event: ${error}`, 300));
  if (result?.isAccepted) {
    await refreshAnew();
  }
}

async function stopDestination(button, destination) {
  const reason = await ask({
    title: `Stop ${destination.name}?`,
    text: "Its changes wait until somebody resumes it. Other handlers get theirs.",
    confirm: "Stop it",
    danger: true,
    field: { label: "Reason", most: 1000 },
  });
  if (reason !== null && await attempt(button, () => api.post(`${api.destination(destination.name)}/stop`, { reason }), `${destination.name} is stopped.`)) {
    await refreshAnew();
  }
}

async function resumeDestination(button, destination) {
  if (await attempt(button, () => api.remove(`${api.destination(destination.name)}/stop`), `${destination.name} is resumed.`)) {
    await refreshAnew();
  }
}
