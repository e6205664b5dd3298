import { bulkKinds } from "./bulkPage.js";
import { api } from "./client.js";
import { ask, attempt } from "./dialogs.js";
import { empty, facts, h, link, table } from "./dom.js";
import { section, textBox } from "./eventPage.js";
import { pager } from "./eventTable.js";
import { age, formatBytes, time } from "./format.js";
import { go } from "./router.js";
import { selectionOf, startNamedJob } from "./selection.js";
import { cut } from "./text.js";
import { queryOf, routes } from "./words.js";

const quarantineKinds = { body: "Body", message: "Queue message" };

/** What was quarantined and kept for somebody to look at. */
export function quarantinePage(page, _, query) {
  const selection = selectionOf([
    ["Replay…", (button, keys) => startNamedJob(button, "replayQuarantined", keys)],
    ["Remove…", (button, keys) => startNamedJob(button, "removeQuarantined", keys)],
  ]);
  return {
    title: "Quarantine",
    nodes: [
      h("h1", { tabindex: "-1" }, "Quarantine"),
      h("p", {}, "Bodies that came with a valid key and are no event, and queue messages that cannot be read. Each is kept once. If they look like events, Stitchex may have changed what it sends."),
      page.part({
        label: "Quarantine",
        load: (signal) => api.get(`quarantine${queryOf({ pageToken: query.pageToken })}`, signal),
        render: ({ quarantined, nextPageToken }) => [
          quarantined.length > 0 
            ? [selection.bar(quarantined.map((item) => item.key)), quarantineTable(quarantined, selection)]
            : empty("Nothing is quarantined", "Every body that came with a valid key was an event, and every message could be read."),
          pager({ events: quarantined, nextPageToken }, query, routes.quarantine),
        ],
      }),
    ],
  };
}

function quarantineTable(quarantined, selection) {
  const columns = ["Select", "First seen", "Kind", "Reason", "Length"];
  return table("Quarantined items, by when they were first seen", columns, quarantined.map((item) => [
    selection.box(item.key, cut(item.reason, 80)),
    [time(item.firstSeenAt), h("div", { class: "aside" }, age(item.firstSeenAt))],
    quarantineKinds[item.kind.toLowerCase()] ?? item.kind,
    link(routes.quarantinedItem(item.key), h("bdi", {}, cut(item.reason, 200))),
    formatBytes(item.length),
  ]));
}

export function quarantinedItemPage(page, [key]) {
  return {
    title: "Quarantined item",
    nodes: [
      h("p", { class: "crumb" }, link(routes.quarantine(), "Quarantine")),
      h("h1", { tabindex: "-1" }, "Quarantined item"),
      page.part({ label: "Quarantined item", load: (signal) => api.get(api.quarantine(key), signal), render: (item, part) => quarantineNodes(item, part) }),
    ],
  };
}

function quarantineNodes(item) {
  const isMessage = item.kind.toLowerCase() === "message";
  return [
    h("div", { class: "summary" },
      h("p", { class: "error-text" }, cut(item.reason, 2000)),
      h("div", { class: "actions start" },
        isMessage || item.eventId ? h("button", { type: "button", id: "replay", class: "primary", onclick: (click) => replayQuarantined(click.currentTarget, item) }, "Replay…") : null,
        h("button", { type: "button", id: "remove", class: "danger", onclick: (click) => removeQuarantined(click.currentTarget, item) }, "Remove…")),
      isMessage ? null : h("p", { class: "aside" }, item.eventId
        ? ["As the app reads it today, it is the event ", h("code", {}, cut(item.eventId)), "."]
        : "It is no event as the app reads it today either: have Stitchex send it again once the app can read it."),
      h("p", {}, "All with this reason: ", link(routes.bulk({ kind: "replayQuarantined", reason: item.reason }), "replay many"), ", ",
        link(routes.bulk({ kind: "removeQuarantined", reason: item.reason }), "remove many"))),
    facts([
      ["Kind", quarantineKinds[item.kind.toLowerCase()] ?? item.kind],
      ["First seen", [time(item.firstSeenAt), " (", age(item.firstSeenAt), ")"]],
      ["Key", h("code", {}, cut(item.key))],
    ]),
    section("contents", "Contents", textBox({ ...item.content, length: item.length }, "Contents of the quarantined item")),
  ];
}

async function replayQuarantined(button, item) {
  if (await ask({ title: "Replay this item?", text: bulkKinds.replayQuarantined.text, confirm: "Replay" }) === null) {
    return;
  }

  const replayed = await attempt(button, () => api.post(`${api.quarantine(item.key)}/replay`), "Queued for replay.");
  if (replayed) {
    go(replayed.eventId ? routes.event(replayed.eventId) : routes.quarantine());
  }
}

async function removeQuarantined(button, item) {
  if (await ask({ title: "Remove this item?", text: "It is deleted and cannot be got back. Remove it when you know why it was quarantined.", confirm: "Remove", danger: true }) !== null
    && await attempt(button, () => api.remove(api.quarantine(item.key)), "Removed.")) {
    go(routes.quarantine());
  }
}
