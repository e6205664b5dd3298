/** What the app depends on, checked when somebody asks: each check is a call to the other side. */
function connections(page) {
  const result = h("div", { "aria-live": "polite" });
  const button = h("button", {
    type: "button",
    onclick: async () => {
      button.disabled = true;
      try {
        result.replaceChildren(healthNodes(await api.get("health", page.signal)));
      } catch (error) {
        result.replaceChildren(problemBox(error));
      } finally {
        button.disabled = false;
        button.focus({ preventScroll: true });
      }
    },
  }, "Check storage and the Stitchex API");
  return [h("div", { class: "actions start" }, button, testButton()), result];
}

function healthNodes(health) {
  return table("Connections", ["Dependency", "State", "Took", "Detail"], health.checks.map((check) => [
    check.name,
    h("span", { class: `badge ${check.status === "healthy" ? "completed" : "deadlettered"}` }, check.status),
    `${formatNumber(check.milliseconds)} ms`,
    check.detail ? cut(check.detail) : none(),
  ]));
}
