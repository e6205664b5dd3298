const refusedKinds = { body: "Body", message: "Queue message" };

/** What was refused and kept for somebody to look at. */
function refusedPage(page, _, query) {
  return {
    title: "Refused",
    nodes: [
      h("h1", { tabindex: "-1" }, "Refused"),
      h("p", {}, "Bodies that came with a valid key and are no event, and queue messages that cannot be read. Each is kept once. If they look like events, Stitchex may have changed what it sends."),
      page.part({
        label: "Refused",
        load: (signal) => api.get(`refused${queryOf({ pageToken: query.pageToken })}`, signal),
        render: ({ refused, nextPageToken }) => [
          refused.length > 0 ? refusedTable(refused) : empty("Nothing was refused", "Every body that came with a valid key was an event, and every message could be read."),
          pager({ events: refused, nextPageToken }, query, routes.refused),
        ],
      }),
    ],
  };
}

function refusedTable(refused) {
  return table("Refused, by when it was first seen", ["First seen", "Kind", "Reason", "Length"], refused.map((item) => [
    [time(item.firstSeenAt), h("div", { class: "aside" }, age(item.firstSeenAt))],
    refusedKinds[item.kind.toLowerCase()] ?? item.kind,
    link(routes.refusedItem(item.key), h("bdi", {}, cut(item.reason, 200))),
    formatBytes(item.length),
  ]));
}

function refusedItemPage(page, [key]) {
  return {
    title: "Refused item",
    nodes: [
      h("p", { class: "crumb" }, link(routes.refused(), "Refused")),
      h("h1", { tabindex: "-1" }, "Refused item"),
      page.part({ label: "Refused item", load: (signal) => api.get(api.refused(key), signal), render: (item, part) => refusedNodes(item, part) }),
    ],
  };
}

function refusedNodes(item) {
  const isMessage = item.kind.toLowerCase() === "message";
  return [
    h("div", { class: "summary" },
      h("p", { class: "error-text" }, cut(item.reason, 2000)),
      h("div", { class: "actions start" },
        isMessage ? h("button", { type: "button", id: "replay", class: "primary", onclick: (click) => replayRefused(click.currentTarget, item) }, "Replay…") : null,
        h("button", { type: "button", id: "remove", class: "danger", onclick: (click) => removeRefused(click.currentTarget, item) }, "Remove…")),
      isMessage ? null : h("p", { class: "aside" }, "A body cannot be replayed: have Stitchex send the event again once the app can read it.")),
    facts([
      ["Kind", refusedKinds[item.kind.toLowerCase()] ?? item.kind],
      ["First seen", [time(item.firstSeenAt), " (", age(item.firstSeenAt), ")"]],
      ["Key", h("code", {}, cut(item.key))],
    ]),
    section("contents", "Contents", textBox({ ...item.content, length: item.length }, "Contents of the refused item")),
  ];
}

async function replayRefused(button, item) {
  if (await ask({ title: "Replay this message?", text: "Its text is put into the queue again. If it still cannot be read, it comes back here.", confirm: "Replay" }) !== null
    && await attempt(button, () => api.post(`${api.refused(item.key)}/replay`), "Queued for replay.")) {
    go(routes.refused());
  }
}

async function removeRefused(button, item) {
  if (await ask({ title: "Remove this item?", text: "It is deleted and cannot be got back. Remove it when you know why it was refused.", confirm: "Remove", danger: true }) !== null
    && await attempt(button, () => api.remove(api.refused(item.key)), "Removed.")) {
    go(routes.refused());
  }
}
