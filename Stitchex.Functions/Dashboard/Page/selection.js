import { bulkKinds, noteLabel, startJob } from "./bulkPage.js";
import { ask } from "./dialogs.js";
import { h } from "./dom.js";
import { chooseHandler } from "./eventActions.js";
import { count, formatNumber } from "./format.js";
import { recordOf } from "./words.js";

/**
 * What is selected in a list, and what can be done with it. Each item has a box; the bar above them selects all that is shown, and has a
 * button for each action, which gets the ids.
 */
export function selectionOf(actions) {
  const selected = new Set();
  let shown = [];
  const all = h("input", { type: "checkbox", id: "select-all" });
  const words = h("span", { id: "selected", role: "status" });
  const buttons = actions.map(([label, act]) =>
    h("button", { type: "button", onclick: (click) => act(click.currentTarget, [...selected]) }, label));
  const bar = h("div", { class: "actions start" }, h("label", { class: "check" }, all, " Select all on this page"), words, buttons);

  function update() {
    all.checked = selected.size > 0 && selected.size === shown.length;
    all.indeterminate = selected.size > 0 && !all.checked;
    words.textContent = selected.size > 0 ? `${formatNumber(selected.size)} selected` : "";
    for (const button of buttons) {
      button.disabled = selected.size === 0;
    }

    for (const box of document.querySelectorAll("input.select")) {
      box.checked = selected.has(box.value);
    }
  }

  function select(ids, isSelected) {
    for (const id of ids) {
      selected[isSelected ? "add" : "delete"](id);
    }

    update();
  }

  all.addEventListener("change", () => select(shown, all.checked));
  return {
    /** The bar above what is shown now. What is shown no more is selected no more. */
    bar(ids) {
      shown = ids;
      select([...selected].filter((id) => !ids.includes(id)), false);
      return bar;
    },
    box(id, name) {
      return h("input", {
        type: "checkbox", class: "select", id: `select-${id}`, value: id, checked: selected.has(id), "aria-label": `Select ${name}`,
        onchange: (change) => select([id], change.currentTarget.checked),
      });
    },
  };
}

export function eventSelection() {
  return selectionOf([
    ["Replay…", (button, ids) => startNamedJob(button, "replay", ids)],
    ["Resolve…", (button, ids) => startNamedJob(button, "resolve", ids)],
    ["Redeliver…", redeliverNamed],
  ]);
}

/** Asks, and starts a job on what was selected. */
export async function startNamedJob(button, kind, ids, more = {}) {
  const { verb, noun, text } = bulkKinds[kind];
  const words = `${verb} ${count(ids.length, noun)}`;
  const answer = await ask({
    title: `${words}?`,
    text,
    confirm: words,
    danger: kind === "removeQuarantined",
    field: kind === "resolve" ? { label: noteLabel, most: 1000, lines: 3 } : null,
  });
  if (answer !== null) {
    await startJob(button, { kind, ids, note: answer || null, ...more }, ids.length);
  }
}

async function redeliverNamed(button, ids) {
  const handler = await chooseHandler(button, ids.map((id) => recordOf(id).resource), {
    title: `Redeliver the records of ${count(ids.length, "event")}?`,
    confirm: "Redeliver",
  });
  if (handler !== null) {
    await startJob(button, { kind: "redeliver", ids, handler: handler || null }, ids.length);
  }
}
