import { api, key } from "./client.js";
import { h } from "./dom.js";
import { show } from "./router.js";

/** Asks for the key, before anything is shown. */
export function keyPage(reason) {
  const trouble = h("div", { role: "alert", id: "key-trouble" }, reason ? keyTrouble(reason) : null);
  const input = h("input", { id: "key", type: "password", autocomplete: "off", spellcheck: "false", autocapitalize: "none", required: true, "aria-describedby": "key-help" });
  const button = h("button", { type: "submit", class: "primary" }, "Open");
  const form = h("form", { class: "key" }, h("label", { for: "key" }, "Host key of the function app"), input, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await tryKey(input, button, trouble);
  });
  return [
    h("h1", { tabindex: "-1" }, "Stitchex events"),
    h("p", {}, "Received webhooks, what happened to them, and what needs attention."),
    trouble,
    form,
    h("div", { id: "key-help", class: "aside" },
      h("p", {}, "The key is kept until this tab is closed, and sent in a header only."),
      h("p", {}, "In the Azure portal: the function app, App keys, host key default. Or: ", h("code", {}, "az functionapp keys list --resource-group stitchex --name NAME --query functionKeys.default --output tsv"))),
  ];
}

function keyTrouble(text) {
  return h("div", { class: "problem" }, h("p", {}, h("strong", {}, "Not opened")), h("p", {}, text));
}

async function tryKey(input, button, trouble) {
  const text = input.value.trim();
  if (!/^[\x21-\x7e]+$/.test(text)) {
    trouble.replaceChildren(keyTrouble("A key has letters, digits and signs of ASCII only, and no spaces. Copy it again."));
    input.focus();
    return;
  }

  button.disabled = true;
  trouble.replaceChildren();
  try {
    await api.check(text);
    key.set(text);
    show();
  } catch (error) {
    trouble.replaceChildren(keyTrouble(error.message));
    button.disabled = false;
    input.select();
  }
}
