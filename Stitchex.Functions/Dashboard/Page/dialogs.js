import { announce, h } from "./dom.js";
import { askForKey } from "./router.js";

/**
 * Asks before something is done. Resolves to the field's text ("" without a field), or to null when the answer was no. A field with
 * options is a choice; any other must not be left empty.
 */
export function ask({ title, text, confirm, danger = false, field = null }) {
  const input = field && (field.options
    ? h("select", { id: "dialog-field" }, field.options.map(([value, words]) => h("option", { value }, words)))
    : h(field.lines > 1 ? "textarea" : "input",
      { id: "dialog-field", rows: field.lines, maxlength: field.most, required: true, autocomplete: "off" }));
  const form = h("form", { method: "dialog" },
    h("h2", { id: "dialog-title" }, title),
    [text].flat().map((paragraph) => h("p", {}, paragraph)),
    input && [h("label", { for: "dialog-field" }, field.label), input],
    h("div", { class: "actions" },
      h("button", { type: "button", id: "dialog-cancel" }, "Cancel"),
      h("button", { type: "submit", class: danger ? "danger" : "primary" }, confirm)));
  const dialog = h("dialog", { "aria-labelledby": "dialog-title" }, form);

  return new Promise((resolve) => {
    let answer = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer = input ? input.value.trim() : "";
      if (!input || field.options || answer !== "") {
        dialog.close();
      } else {
        input.value = "";
        input.reportValidity();
      }
    });
    form.querySelector("#dialog-cancel").addEventListener("click", () => {
      answer = null;
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    (input ?? form.querySelector("#dialog-cancel")).focus();
  });
}

/**
 * Does something on the API's side and says how it went; nothing where done is null. Resolves to what it gave, or to null when it failed.
 */
export async function attempt(button, work, done) {
  button.disabled = true;
  try {
    const result = await work();
    if (done !== null) {
      announce(typeof done === "function" ? done(result) : done);
    }

    return result ?? true;
  } catch (error) {
    if (error.status === 401 || error.status === 403) {
      askForKey(error.message);
    } else if (error.name !== "AbortError") {
      await tell(error);
    }

    return null;
  } finally {
    button.disabled = false;
    if (document.activeElement === document.body) {
      (button.isConnected ? button : document.getElementById(button.id))?.focus({ preventScroll: true });
    }
  }
}

function tell(error) {
  const dialog = h("dialog", { "aria-labelledby": "dialog-title", class: "failure" },
    h("form", { method: "dialog" },
      h("h2", { id: "dialog-title" }, error.title ?? "This page has an error"),
      h("p", {}, error.message),
      h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Close"))));
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
