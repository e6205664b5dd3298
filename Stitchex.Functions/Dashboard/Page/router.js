import { key } from "./client.js";
import { announce, h, link, nodesOf } from "./dom.js";
import { refreshAges } from "./format.js";
import { makeStatusPart, refreshInterval, showAge, showTitle } from "./frame.js";
import { keyPage } from "./keyPage.js";
import { Part } from "./part.js";
import { search } from "./searchPage.js";
import { routes } from "./words.js";
import { zoneChoice } from "./zone.js";

const autoName = "stitchex-auto-refresh";
const main = document.getElementById("main");

let pages = [];
export let leaving = new AbortController();
let parts = [];
let statusPart;
let refreshing = null;

/** Goes to a page of this page. */
export function go(route) {
  if (location.hash === route) {
    show();
  } else {
    location.hash = route;
  }
}

// What somebody types is theirs.
function showWhatIsSearched() {
  const box = document.getElementById("search-text");
  if (document.activeElement !== box || find(location.hash).query.q) {
    box.value = find(location.hash).query.q ?? "";
  }
}

/** Shows what the address says. */
export function show() {
  leaving.abort();
  leaving = new AbortController();
  parts = [];
  refreshing = null;
  closeDialogs();
  document.getElementById("search-said").textContent = "";
  if (key.get() === null) {
    askForKey(null);
    return;
  }

  const { page, values, query } = find(location.hash);
  const { title, nodes } = page({ part: addPart, signal: leaving.signal }, values, query);
  setFrame(title, true);
  main.replaceChildren(...nodesOf(nodes));
  markCurrent();
  main.querySelector("h1")?.focus({ preventScroll: true });
  scrollTo(0, 0);
  refreshAnew();
}

function find(hash) {
  const [path, search] = hash.replace(/^#\/?/, "").split("?", 2);
  for (const [pattern, page] of pages) {
    const match = pattern.exec(path);
    if (match) {
      try {
        return { page, values: match.slice(1).map(decodeURIComponent), query: Object.fromEntries(new URLSearchParams(search ?? "")) };
      } catch (error) {
        if (!(error instanceof URIError)) {
          throw error;
        }
      }
    }
  }

  return { page: missingPage, values: [], query: {} };
}

function missingPage() {
  return {
    title: "Page not found",
    nodes: [h("h1", { tabindex: "-1" }, "Page not found"), h("p", {}, link(routes.overview(), "Go to the overview"))],
  };
}

function addPart(options) {
  const part = new Part({ ...options, signal: leaving.signal });
  parts.push(part);
  return part.element;
}

/** Refreshes all that is shown, unless that is under way. Resolves to what went wrong, "" when nothing did, null when the reader left. */
function refreshAll() {
  return refreshing ?? refreshAnew();
}

/** The same after an action: what was asked for before does not show it. */
export function refreshAnew() {
  const current = refreshParts().finally(() => {
    refreshing = refreshing === current ? null : refreshing;
  });
  refreshing = current;
  return current;
}

async function refreshParts() {
  const { signal } = leaving;
  const shown = [statusPart, ...parts];
  refreshAges();
  await Promise.all(shown.map((part) => part.refresh()));
  if (signal.aborted) {
    return null;
  }

  showAge(shown);
  return shown.find((part) => part.failure)?.failure ?? "";
}

/** Takes everything away and asks for the key. */
export function askForKey(reason) {
  leaving.abort();
  parts = [];
  statusPart = makeStatusPart();
  key.clear();
  closeDialogs();
  setFrame(null, false);
  main.replaceChildren(...nodesOf(keyPage(reason)));
  document.getElementById("key").focus();
}

function setFrame(title, isOpen) {
  showTitle(title);
  document.getElementById("as-of").textContent = "";
  document.body.classList.remove("old");
  for (const id of ["nav", "search", "tools", "obstacles"]) {
    document.getElementById(id).hidden = !isOpen;
  }
}

function closeDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.close();
  }
}

function markCurrent() {
  const section = `#/${location.hash.replace(/^#\/?/, "").split(/[/?]/)[0]}`;
  for (const anchor of document.querySelectorAll("#nav a")) {
    anchor.toggleAttribute("aria-current", false);
    if (anchor.getAttribute("href") === section) {
      anchor.setAttribute("aria-current", "page");
    }
  }
}

// What somebody reads, writes or selects is not replaced under their hands.
export function isInUse() {
  return document.hidden || document.querySelector("dialog[open]") !== null || !(getSelection()?.isCollapsed ?? true);
}

/** Shows the page that the address names, of those with their patterns in a table, and keeps it fresh. */
export function start(table) {
  pages = table;
  statusPart = makeStatusPart();
  const auto = document.getElementById("auto");
  auto.checked = sessionStorage.getItem(autoName) !== "off";
  auto.addEventListener("change", () => sessionStorage.setItem(autoName, auto.checked ? "on" : "off"));
  document.getElementById("refresh").addEventListener("click", async () => {
    const failure = await refreshAll();
    if (failure !== null) {
      announce(failure ? `Not refreshed. ${failure}` : "Refreshed.");
    }
  });
  zoneChoice(() => {
    for (const part of [statusPart, ...parts]) {
      part.forget();
    }

    refreshAnew();
  });
  document.getElementById("sign-out").addEventListener("click", () => askForKey(null));
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    search(document.getElementById("search-text").value);
  });
  addEventListener("hashchange", () => {
    showWhatIsSearched();
    show();
  });
  const refreshQuietly = () => {
    if (auto.checked && key.get() !== null && !isInUse()) {
      // What costs much is read again only when somebody asks.
      if (parts.some(({ isCostly }) => isCostly)) {
        statusPart.refresh();
      } else {
        refreshAll();
      }
    }
  };
  setInterval(refreshQuietly, refreshInterval);
  document.addEventListener("visibilitychange", refreshQuietly);
  setInterval(() => {
    if (key.get() !== null) {
      showAge([statusPart, ...parts]);
    }
  }, 1000);
  showWhatIsSearched();
  show();
}
