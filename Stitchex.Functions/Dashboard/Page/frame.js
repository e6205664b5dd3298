// What stands above every page: which deployment this is, what cannot work there now, and how old is what is shown.

import { api } from "./client.js";
import { attempt } from "./dialogs.js";
import { h, link } from "./dom.js";
import { by, clock, withClocks } from "./format.js";
import { Part } from "./part.js";
import { refreshAnew } from "./router.js";
import { cut, visibleText } from "./text.js";
import { routes } from "./words.js";
import { formatTime } from "./zone.js";

const obstacleWords = {
  Paused: "Processing is paused",
  LoginRejected: "Login rejected",
  RateLimited: "The Stitchex API limits the rate",
  ApiUnavailable: "The Stitchex API does not serve us",
  StorageSlow: "Storage is slow",
  DestinationStopped: "is stopped",
  DestinationHeldBack: "is held back",
  DestinationFailing: "is failing",
};

/** How often all that is shown is loaded again, in milliseconds. */
export const refreshInterval = 15000;

let status = null;
let pageTitle = null;
let signedIn = new AbortController();

export function makeStatusPart() {
  status = null;
  signedIn.abort();
  signedIn = new AbortController();
  const { signal } = signedIn;
  const part = new Part({ label: "What cannot work now", load: (asking) => api.get("status", asking), render: statusNodes, signal });
  document.getElementById("obstacles").replaceChildren(part.body);
  part.body.replaceChildren();
  return part;
}

function statusNodes(loaded) {
  status = loaded;
  showTitle();
  for (const element of document.querySelectorAll(".wait-reason")) {
    element.textContent = waitReason(element.dataset.state);
  }

  return loaded.obstacles.length === 0 ? [] : h("ul", {}, loaded.obstacles.map((obstacle) =>
    h("li", {}, h("strong", {}, obstacleTitle(obstacle), obstacle.since ? [" since ", clock(obstacle.since)] : null, by(obstacle),
      obstacle.until ? [", next try ", clock(obstacle.until)] : null), " ",
    h("bdi", {}, withClocks(cut(obstacle.reason, 300))), obstacleAction(obstacle))));
}

function obstacleAction({ kind, destination }) {
  return kind === "LoginRejected"
    ? [" ", h("button", { type: "button", id: "try-login", onclick: (click) => tryLogin(click.currentTarget) }, "Try the login now")]
    : destination ? [" ", link(routes.destinations(), "Destinations")] : null;
}

async function tryLogin(button) {
  if (await attempt(button, () => api.post("health"), loginWords)) {
    await refreshAnew();
  }
}

function loginWords({ checks }) {
  const { status: found, detail } = checks.find(({ name }) => name === "api");
  return found === "healthy" ? "The login succeeded. Replay waiting events to have them processed now." : cut(detail, 300);
}

export function obstacleTitle({ kind, destination }) {
  const words = obstacleWords[kind] ?? kind;
  return destination ? `${destination} ${words}` : words;
}

/** What an event waits for that nothing is known against. */
function waitReason(state) {
  const obstacle = status?.obstacles.find(({ holdsEverything }) => holdsEverything);
  return obstacle ? `Waits: ${lowerFirst(obstacleTitle(obstacle))}.` : state === "Received" ? "Waits for its turn." : "";
}

export function waitReasonOf(event) {
  return h("span", { class: "wait-reason", "data-state": event.state }, waitReason(event.state));
}

export function lowerFirst(text) {
  return text[0].toLowerCase() + text.slice(1);
}

export function upperFirst(text) {
  return text[0].toUpperCase() + text.slice(1);
}

export function showTitle(title = pageTitle) {
  pageTitle = title;
  const host = status?.deployment.host ?? location.host;
  const deployment = status ? `${host} · ${status.deployment.environment}` : host;
  document.getElementById("deployment").textContent = visibleText(deployment);
  document.title = visibleText(cut([pageTitle, "Stitchex events", deployment].filter(Boolean).join(" · "), 160));
}

/** Says of when the oldest is that is shown, and greys it once a refresh failed, or two should have come since. */
export function showAge(loaded) {
  const times = loaded.map((part) => part.loadedAt).filter((at) => at > 0);
  const asOf = Math.min(...times);
  const isOld = times.length > 0 && Date.now() - asOf > 2 * refreshInterval;
  const hasFailed = loaded.some((part) => part.failure);
  const doubts = `${isOld ? ", which is old" : ""}${hasFailed ? "; the last refresh failed" : ""}`;
  document.getElementById("as-of").textContent = times.length > 0 ? `As of ${formatTime(asOf)}${doubts}` : "";
  document.body.classList.toggle("old", isOld || hasFailed);
}
