// What explains one event: its handlers, its retries, its trace, and the request that shows it.

import { api, operations } from "./client.js";
import { announce, empty, h, table } from "./dom.js";
import { none } from "./eventTable.js";
import { clock, errorText, formatDuration, formatNumber, time } from "./format.js";
import { cut } from "./text.js";

const handlerStates = {
  Done: ["Done", "completed"],
  Failed: ["Failed", "retrying"],
  Rejected: ["Rejected", "deadlettered"],
  Later: ["Called again later", "retrying"],
  Waiting: ["Not called yet", "received"],
  Skipped: ["Not called", "skipped"],
};

export const openings = { Webhook: "its webhook, which came again", Replay: "a replay", Message: "a message whose row was not written" };

export function handlersTable({ handlers, state }) {
  return handlers.length === 0 ? empty("No handler", "No handler is registered for this resource.")
    : table("Handlers", ["Handler", "State", "Ended", "Took", "Last error"], handlers.map((handler) => {
      const [words, tone] = handlerStates[handler.state] ?? [handler.state, ""];
      const isFinal = handler.state === "Failed" && state === "DeadLettered";
      return [
        h("bdi", {}, cut(handler.name, 120)),
        h("span", { class: `badge ${isFinal ? "deadlettered" : tone}` }, words),
        time(handler.at) ?? none(),
        handler.milliseconds === null ? none() : formatMilliseconds(handler.milliseconds),
        handler.error ? errorText(handler.error, 300) : none(),
      ];
    }));
}

/** "Try 3 of about 57 at 10:14:05; gives up after 29 Nov, 14:10:00." */
export function retrySentence({ retry, startedAt, crashCount }) {
  const end = retry.endsAt === null ? crashCount > 0 ? "" : "; tried for as long as it takes"
    : retry.isDeadLettered ? ["; gives up after ", clock(retry.endsAt)]
      : ["; after ", clock(retry.endsAt), ", what the API shows is believed"];
  return [
    `Try ${formatNumber(retry.attempt)}${retry.attempts ? ` of about ${formatNumber(Math.max(retry.attempts, retry.attempt))}` : ""} `,
    startedAt ? "is under way" : ["at ", clock(retry.nextAttemptAt)], end, ".",
  ];
}

/** "took 1.2 s, the API 230 ms of it" */
export function durationWords({ milliseconds, apiMilliseconds }) {
  return milliseconds === null ? "" : ` · took ${formatMilliseconds(milliseconds)}`
    + (apiMilliseconds === null || apiMilliseconds === 0 ? "" : `, the API ${formatMilliseconds(apiMilliseconds)} of it`);
}

export function formatMilliseconds(milliseconds) {
  return milliseconds < 1000 ? `${formatNumber(milliseconds)} ms`
    : milliseconds < 60000 ? `${(milliseconds / 1000).toFixed(1)} s` : formatDuration(milliseconds / 1000);
}

/** The request that shows the event; the shell puts the key in. */
export function curlOf(event) {
  return `curl --fail-with-body -H "x-functions-key: $STITCHEX_HOST_KEY" "${new URL(api.event(event.id), operations)}"`;
}

export function traceNodes(event) {
  return event.traceId && [
    h("code", {}, event.traceId), " ", copyButton(event.traceId, "trace id"),
    event.links.trace
      ? [" ", h("a", { href: event.links.trace, target: "_blank", rel: "noopener noreferrer" }, "Open in Azure Monitor")] : null,
  ];
}

/** Copies a text that a person would otherwise have to select. */
export function copyButton(text, what, words = "Copy") {
  return h("button", {
    type: "button",
    class: "copy",
    id: `copy-${what.replaceAll(" ", "-")}`,
    "aria-label": words === "Copy" ? `Copy ${what}` : null,
    onclick: async () => {
      try {
        await navigator.clipboard.writeText(text);
        announce(`Copied the ${what}.`);
      } catch {
        announce("The browser does not let this page copy. Select the text, and copy it yourself.");
      }
    },
  }, words);
}
