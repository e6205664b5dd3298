import { noteLabel } from "./bulkPage.js";
import { api, key } from "./client.js";
import { ask, attempt } from "./dialogs.js";
import { announce, h } from "./dom.js";
import { upperFirst } from "./frame.js";
import { erasureWords, followJob } from "./jobPages.js";
import { go, refreshAnew } from "./router.js";
import { wantsResource } from "./scriptPage.js";
import { lowered } from "./text.js";
import { outcomeName, routes } from "./words.js";

const watchInterval = 1000;
const watchLimit = 120;

export async function replay(button, event, part, page) {
  const text = event.state === "DeadLettered"
    ? "It is processed again at once, with the record as the API has it now."
    : "It is processed again with the record as the API has it now. If the record was delivered as it is, nothing happens.";
  if (await ask({ title: "Replay this event?", text, confirm: "Replay" }) === null) {
    return;
  }

  if (await attempt(button, () => api.post(`${api.event(event.id)}/replay`), "Queued for replay.")) {
    await watch(event, part, page, "replay");
  }
}

const recordPattern = /^(\S+?)[\s/:#]+(\S+)$/;

export function testButton() {
  return h("button", { type: "button", onclick: (click) => sendTestEvent(click.currentTarget) }, "Send a test event…");
}

/** Posts a webhook about a record, as Stitchex does, and goes to its event. Without a version, it stands for the record as it is. */
async function sendTestEvent(button) {
  const text = await ask({
    title: "Send a test event?",
    text: "A webhook about a record that Stitchex has goes the whole way: it is received, stored and queued, the record is fetched "
      + "as it is now, and handlers get it, unless they have it already.",
    confirm: "Send",
    field: { label: "Resource and id of a record in Stitchex, such as: invoice 330101" },
  });
  if (text === null) {
    return;
  }

  const record = recordPattern.exec(text);
  if (!record) {
    announce("Nothing was sent. Write a resource and a record's id, such as: invoice 330101");
    return;
  }

  const resource = lowered(record[1]);
  const body = { event: `${resource}_update`, [resource]: { id: record[2] } };
  const sent = await attempt(button, () => api.webhook(body), "The test event was received.");
  if (sent) {
    go(routes.event(sent.eventId, { follow: "test" }));
  }
}

/** Looks until the replay, or the test, has come to its end, and tells which. */
export async function watch(before, part, page, what) {
  let hasFailed = false;
  for (let looked = 0; looked < watchLimit && !page.signal.aborted; looked++) {
    const event = await part.refresh();
    const progress = document.getElementById("progress");
    if (event === null || progress === null) {
      return;
    }

    const wasOpened = event.sequence > before.sequence || event.openedAt !== before.openedAt;
    if (wasOpened && ["Confirming", "Completed", "DeadLettered"].includes(event.state)) {
      announce(event.state !== "DeadLettered"
        ? `${what === "test" ? "The test event came through" : "Replayed"}: ${outcomeName(event.outcome)}.`
        : `Dead-lettered${what === "replay" ? " again" : ""}: ${outcomeName(event.outcome)}.`);
      await refreshAnew();
      return;
    }

    if (wasOpened && event.error && !hasFailed) {
      hasFailed = true;
      announce("An attempt failed. It is retried automatically.");
    }

    progress.textContent = hasFailed ? "It is retried automatically; you can leave this page."
      : wasOpened ? `The ${what} is in progress…` : `Waiting for the ${what} to start…`;
    await pauseFor(watchInterval, page.signal);
  }
}

/** The path is the record's, or that of one of its events. */
export function redeliverButton(path, resource) {
  return h("button", { type: "button", id: "redeliver", onclick: (click) => redeliver(click.currentTarget, path, resource) }, "Redeliver…");
}

export function eraseButton(page, resource, recordKey) {
  const onclick = (click) => erase(click.currentTarget, page, resource, recordKey);
  return h("button", { type: "button", id: "erase", class: "danger", onclick }, "Erase…");
}

/** Counts what is stored of a record, has it erased for a reason, and goes to the job that does it. */
async function erase(button, page, resource, recordKey) {
  const choice = await ask({
    title: "Erase this record?",
    text: "Its events, its numbers, the archived record, and what in the quarantine holds its id are erased, and cannot be brought back. "
      + "If Stitchex still has the record, its next webhook is received again unless it stays forgotten.",
    confirm: "Count first",
    field: { label: "Later webhooks", options: [["", "receive them again"], ["forget", "stay forgotten: keep nothing of them"]] },
  });
  if (choice === null) {
    return;
  }

  const request = { records: [`${resource}/${recordKey}`], stayForgotten: choice === "forget" };
  const counted = await attempt(button, async () =>
    followJob(await api.post("erasures", { ...request, reason: "Counted before erasing.", dryRun: true }), page, () => {}), "Counted.");
  if (!counted) {
    return;
  }

  const reason = counted.error ? null : await ask({
    title: "Why is it erased?",
    text: `${upperFirst(erasureWords(counted.erasure))} would be erased. Who, when and why is kept. Leave out what is personal.`,
    confirm: "Erase",
    danger: true,
    field: { label: "Reason", most: 1000 },
  });
  const job = counted.error ? counted : reason !== null
    && await attempt(button, () => api.post("erasures", { ...request, reason }), "The record is being erased.");
  if (job) {
    go(routes.job(job.id));
  }
}

/** Has a record delivered again, and goes to the event that does it. */
async function redeliver(button, path, resource) {
  const handler = await chooseHandler(button, [resource], { title: "Redeliver this record?", confirm: "Redeliver" });
  if (handler === null) {
    return;
  }

  const redelivery = await attempt(button, () => api.post(`${path}/redeliver`, { handler: handler || null }), "Queued for redelivery.");
  if (redelivery) {
    go(routes.event(redelivery.eventId));
  }
}

/** Asks for a handler that all the resources have; "" for all handlers, null when the answer was no. */
export async function chooseHandler(button, wantedBy, question) {
  const list = await attempt(button, () => api.get("handlers"), null);
  if (list === null) {
    return null;
  }

  const names = list.handlers
    .filter(({ resources: wanted }) => wantedBy.every((resource) => wantsResource(wanted.map(lowered), resource)))
    .map(({ name }) => name);
  return ask({
    text: "It is delivered again as the API has it now, under a new change id, whether it changed or not. "
      + "Replay an event instead if a handler only has to get what it has not got.",
    field: { label: "To", options: [["", "all handlers"], ...names.map((name) => [name, name])] },
    ...question,
  });
}

export async function deadLetter(button, event, part, page) {
  const note = await ask({
    title: "Dead-letter this event?",
    text: "Its retries end. It is not tried again, and counts as dead-lettered until somebody replays or resolves it.",
    confirm: "Dead-letter",
    field: { label: "Note: why it is not tried again", most: 1000, lines: 3 },
  });
  if (note !== null && await attempt(button, () => api.post(`${api.event(event.id)}/dead-letter`, { note }), "Its retries are ended.")) {
    await watch(event, part, page, "end of its retries");
  }
}

export async function resolve(button, event) {
  const note = await ask({
    title: "Resolve this event?",
    text: event.state === "Retrying"
      ? "Its retries end: it is not tried again, does not count as dead-lettered, and is removed when it is old enough. You can replay it until then."
      : "It is not tried again, no longer counts as dead-lettered, and is removed when it is old enough. Replay it instead if its record still has to be delivered.",
    confirm: "Resolve",
    field: { label: noteLabel, most: 1000, lines: 3 },
  });
  if (note === null) {
    return;
  }

  await attempt(button, () => api.post(`${api.event(event.id)}/resolve`, { note }), "Resolved.");
  if (key.get() !== null) {
    // Also where somebody else has resolved it.
    await refreshAnew();
  }
}

/** Waits, unless the reader goes elsewhere. */
export function pauseFor(milliseconds, signal) {
  return new Promise((resume) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resume();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
