import { api } from "./client.js";
import { h, nodesOf, table } from "./dom.js";
import { testButton } from "./eventActions.js";
import { none } from "./eventTable.js";
import { formatNumber } from "./format.js";
import { problemBox } from "./part.js";
import { refreshAnew } from "./router.js";
import { cut } from "./text.js";

/** What the app depends on, checked when somebody asks: each check is a call to the other side. */
export function connections() {
  const [button, result] = onDemand("Check storage and the Stitchex API", async () => {
    const health = await api.post("health");
    refreshAnew();
    return healthNodes(health);
  });
  return [h("div", { class: "actions start" }, button, testButton()), result];
}

/** A button, and the place where what it asks for is shown. */
export function onDemand(words, load) {
  const result = h("div", { "aria-live": "polite" });
  const button = h("button", {
    type: "button",
    onclick: async () => {
      button.disabled = true;
      try {
        result.replaceChildren(...nodesOf([await load()]));
      } catch (error) {
        result.replaceChildren(problemBox(error));
      } finally {
        button.disabled = false;
        button.focus({ preventScroll: true });
      }
    },
  }, words);
  return [button, result];
}

function healthNodes(health) {
  return table("Connections", ["Dependency", "State", "Took", "Detail"], health.checks.map((check) => [
    check.name,
    h("span", { class: `badge ${check.status === "healthy" ? "completed" : "deadlettered"}` }, check.status),
    `${formatNumber(check.milliseconds)} ms`,
    check.detail ? cut(check.detail) : none(),
  ]));
}
