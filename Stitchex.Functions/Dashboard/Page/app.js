const refreshInterval = 15000;
const autoName = "stitchex-auto-refresh";
const main = document.getElementById("main");
const pages = [
  [/^$/, overviewPage],
  [/^events$/, eventsPage],
  [/^events\/([^/]+)$/, eventPage],
  [/^records\/([^/]+)\/([^/]+)$/, recordPage],
  [/^quarantine$/, quarantinePage],
  [/^quarantine\/([^/]+)$/, quarantinedItemPage],
  [/^bulk$/, bulkPage],
  [/^destinations$/, destinationsPage],
  [/^jobs$/, jobsPage],
  [/^jobs\/([^/]+)$/, jobPage],
];

let leaving = new AbortController();
let parts = [];

/** Goes to a page of this page. */
function go(route) {
  if (location.hash === route) {
    show();
  } else {
    location.hash = route;
  }
}

/** Shows what the address says. */
function show() {
  leaving.abort();
  leaving = new AbortController();
  parts = [];
  closeDialogs();
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
  refreshAll();
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

async function refreshAll() {
  refreshAges();
  await Promise.all(parts.map((part) => part.refresh()));
}

/** Takes everything away and asks for the key. */
function askForKey(reason) {
  leaving.abort();
  parts = [];
  key.clear();
  closeDialogs();
  setFrame(null, false);
  main.replaceChildren(...nodesOf(keyPage(reason)));
  document.getElementById("key").focus();
}

function setFrame(title, isOpen) {
  document.title = title === null ? "Stitchex events" : visibleText(cut(`${title} · Stitchex events`, 120));
  for (const id of ["nav", "search", "tools"]) {
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

/** A resource's name as it is stored: only the letters of ASCII are lowered. */
function lowered(name) {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** "invoice 330101" is a record; an event's id is an event. */
function search(text) {
  const words = text.trim();
  const event = /^([^.\s]+)\.([^.\s]+)\.([^.\s]+)\.([0-9a-f]{32})$/i.exec(words);
  const record = /^(\S+?)[\s/:#]+(\S+)$/.exec(words);
  if (event) {
    go(routes.event(words));
  } else if (record) {
    go(routes.record(lowered(record[1]), record[2]));
  } else {
    announce("Write a resource and a record's id, such as: invoice 330101");
  }
}

// What somebody reads, writes or selects is not replaced under their hands.
function isInUse() {
  return document.hidden || document.querySelector("dialog[open]") !== null || !(getSelection()?.isCollapsed ?? true);
}

function start() {
  const auto = document.getElementById("auto");
  auto.checked = sessionStorage.getItem(autoName) !== "off";
  auto.addEventListener("change", () => sessionStorage.setItem(autoName, auto.checked ? "on" : "off"));
  document.getElementById("refresh").addEventListener("click", async () => {
    await refreshAll();
    announce("Refreshed.");
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
  addEventListener("hashchange", show);
  setInterval(() => {
    if (auto.checked && !isInUse()) {
      refreshAll();
    }
  }, refreshInterval);
  show();
}

start();
