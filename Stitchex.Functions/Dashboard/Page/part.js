// A page is made of parts. Each loads its own data and is refreshed on its own, so that one that fails hides nothing of the others.

import { Problem } from "./client.js";
import { h, nodesOf } from "./dom.js";
import { askForKey } from "./router.js";

export class Part {
  #load;
  #render;
  #signal;
  #shown = null;
  #failure = null;
  #turn = 0;
  #asking = new AbortController();

  constructor({ label, load, render, signal, isCostly = false }) {
    this.#load = load;
    this.#render = render;
    this.#signal = signal;
    this.isCostly = isCostly;
    this.loadedAt = 0;
    this.body = h("div", { class: "part-body" }, h("p", { class: "loading" }, "Loading…"));
    this.trouble = h("div", { class: "trouble", role: "alert" });
    this.element = h("div", { class: "part", "aria-busy": "true", "aria-label": label, role: "group" }, this.trouble, this.body);
  }

  /** What went wrong with the last refresh; null when nothing did. */
  get failure() {
    return this.#failure;
  }

  /** Has the data shown anew, though it is the same. */
  forget() {
    this.#shown = null;
  }

  /** Loads the data and shows it, unless it is shown already. Whoever asks again, as after an action, ends what was asked before. */
  async refresh() {
    const turn = ++this.#turn;
    const isNewest = () => turn === this.#turn;
    const askedAt = Date.now();
    this.#asking.abort();
    this.#asking = new AbortController();
    this.element.setAttribute("aria-busy", "true");
    try {
      const data = await this.#load(AbortSignal.any([this.#signal, this.#asking.signal]));
      if (isNewest()) {
        this.#recover();
        this.#show(data);
        this.loadedAt = askedAt;
      }

      return data;
    } catch (error) {
      if (isNewest()) {
        this.#fail(error);
      }

      return null;
    } finally {
      if (isNewest()) {
        this.element.removeAttribute("aria-busy");
      }
    }
  }

  #recover() {
    keepFocus(this.trouble, () => this.trouble.replaceChildren());
    this.#failure = null;
  }

  #show(data) {
    const text = data instanceof Blob ? null : JSON.stringify(data);
    if (text === null || text !== this.#shown) {
      keepFocus(this.body, () => this.body.replaceChildren(...nodesOf([this.#render(data, this)])));
      this.#shown = text;
    }
  }

  #fail(error) {
    if (this.#signal.aborted || error.name === "AbortError") {
      return;
    }

    if (error.status === 401 || error.status === 403) {
      askForKey(error.message);
      return;
    }

    if (this.#shown === null) {
      this.body.replaceChildren();
    }

    // What is said already is not said again, and its button is left to whoever is on it.
    if (this.#failure !== error.message) {
      keepFocus(this.trouble, () => this.trouble.replaceChildren(problemBox(error, () => this.refresh())));
      this.#failure = error.message;
    }
  }
}

/** Says what went wrong, in the API's words. */
export function problemBox(error, retry) {
  if (!(error instanceof Problem)) {
    console.error(error);
  }

  return h("div", { class: "problem" },
    h("p", {}, h("strong", {}, error instanceof Problem ? error.title : "This page has an error")),
    h("p", {}, error.message),
    retry ? h("button", { type: "button", onclick: retry }, "Try again") : null);
}

/** Replaces contents, and leaves the keyboard where it was, and open what was opened. */
function keepFocus(container, replace) {
  const opened = [...container.querySelectorAll("details[open]")].map((details) => details.id);
  const focused = container.contains(document.activeElement) ? document.activeElement : null;
  const mark = focused?.id ? `#${CSS.escape(focused.id)}` : focused?.getAttribute("href") ? `[href="${CSS.escape(focused.getAttribute("href"))}"]` : null;
  replace();
  for (const details of container.querySelectorAll("details")) {
    details.open ||= opened.includes(details.id);
  }

  if (focused) {
    (mark && container.querySelector(mark) || document.querySelector("main h1"))?.focus({ preventScroll: true });
  }
}
