const quarantineKinds = { body: "Body", message: "Queue message" };

/** What was quarantined and kept for somebody to look at. */
function quarantinePage(page, _, query) {
  return {
    title: "Quarantine",
    nodes: [
      h("h1", { tabindex: "-1" }, "Quarantine"),
      h("p", {}, "Bodies that came with a valid key and are no event, and queue messages that cannot be read. Each is kept once. If they look like events, Stitchex may have changed what it sends."),
      page.part({
        label: "Quarantine",
        load: (signal) => api.get(`quarantine${queryOf({ pageToken: query.pageToken })}`, signal),
        render: ({ quarantined, nextPageToken }) => [
          quarantined.length > 0 ? quarantineTable(quarantined) : empty("Nothing is quarantined", "Every body that came with a valid key was an event, and every message could be read."),
          pager({ events: quarantined, nextPageToken }, query, routes.quarantine),
        ],
      }),
    ],
  };
}

function quarantineTable(quarantined) {
  return table("Quarantined items, by when they were first seen", ["First seen", "Kind", "Reason", "Length"], quarantined.map((item) => [
    [time(item.firstSeenAt), h("div", { class: "aside" }, age(item.firstSeenAt))],
    quarantineKinds[item.kind.toLowerCase()] ?? item.kind,
    link(routes.quarantinedItem(item.key), h("bdi", {}, cut(item.reason, 200))),
    formatBytes(item.length),
  ]));
}

function quarantinedItemPage(page, [key]) {
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
        isMessage ? h("button", { type: "button", id: "replay", class: "primary", onclick: (click) => replayQuarantined(click.currentTarget, item) }, "Replay…") : null,
        h("button", { type: "button", id: "remove", class: "danger", onclick: (click) => removeQuarantined(click.currentTarget, item) }, "Remove…")),
      isMessage ? null : h("p", { class: "aside" }, "A body cannot be replayed: have Stitchex send the event again once the app can read it.")),
    facts([
      ["Kind", quarantineKinds[item.kind.toLowerCase()] ?? item.kind],
      ["First seen", [time(item.firstSeenAt), " (", age(item.firstSeenAt), ")"]],
      ["Key", h("code", {}, cut(item.key))],
    ]),
    section("contents", "Contents", textBox({ ...item.content, length: item.length }, "Contents of the quarantined item")),
  ];
}

async function replayQuarantined(button, item) {
  if (await ask({ title: "Replay this message?", text: "Its text is put into the queue again. If it still cannot be read, it comes back here.", confirm: "Replay" }) !== null
    && await attempt(button, () => api.post(`${api.quarantine(item.key)}/replay`), "Queued for replay.")) {
    go(routes.quarantine());
  }
}

async function removeQuarantined(button, item) {
  if (await ask({ title: "Remove this item?", text: "It is deleted and cannot be got back. Remove it when you know why it was quarantined.", confirm: "Remove", danger: true }) !== null
    && await attempt(button, () => api.remove(api.quarantine(item.key)), "Removed.")) {
    go(routes.quarantine());
  }
}
