// Live: the app is asked every few seconds for what has come, which takes a request to storage, and one for each event of the last minute,
// five at most. Only when something has come is the list read anew, and once more after that: by then most events are done.

import { api, app } from "./client.js";
import { h } from "./dom.js";
import { pauseFor } from "./eventActions.js";
import { filterNames, pick } from "./eventTable.js";
import { count } from "./format.js";
import { isInUse } from "./router.js";
import { queryOf } from "./words.js";
import { formatTime } from "./zone.js";

const liveInterval = 3000;
const overlap = 60000;

// A page takes 51 requests; where only rows can answer the filter, more.
const pageOfEvents = 50;
const listInterval = 5000;
const filteredListInterval = 15000;
const indexFilters = ["resource", "recordId", "action", "from", "to"];

let isLive = false;

/** The switch that keeps a list of events up to date as they come, and what it says of them. */
export function liveSwitch(page, query, partOf) {
  const isOfIndex = filterNames.every((name) => !query[name] || indexFilters.includes(name));
  const said = h("span", { id: "live-said", class: "aside", role: "status" });
  let turn = new AbortController();

  async function watch(signal) {
    let since = app.time - overlap;
    let [newest, shown] = [[], null];
    let isRecent = false;

    async function hasCome() {
      const from = new Date(since).toISOString();
      const { events } = await api.get(`events${queryOf({ ...pick(query, indexFilters), since: from, pageSize: 5 })}`, signal);
      const known = newest;
      since = app.time - overlap;
      newest = events.map(({ id }) => id);
      return newest.some((id) => !known.includes(id));
    }

    while (!signal.aborted) {
      let hasRead = false;
      if (!isInUse() && !document.querySelector("input.select:checked")) {
        // Where it cannot be asked, the list says why.
        const isNew = await hasCome().catch(() => true);
        hasRead = !signal.aborted && (isNew || isRecent || shown === null);
        isRecent = isNew;
      }

      const list = hasRead ? await partOf()?.refresh() : null;
      if (list && !signal.aborted) {
        said.textContent = newsOf(list, shown) ?? said.textContent;
        shown = list.events.map(({ id }) => id);
      }

      await pauseFor(!hasRead ? liveInterval : isOfIndex ? listInterval : filteredListInterval, signal);
    }
  }

  function turnTo(isOn) {
    isLive = isOn;
    turn.abort();
    turn = new AbortController();
    said.textContent = "";
    if (isOn) {
      watch(AbortSignal.any([page.signal, turn.signal]));
    }
  }

  turnTo(isLive);
  const box = h("input", { type: "checkbox", id: "live", checked: isLive, onchange: () => turnTo(box.checked) });
  return h("p", {}, h("label", { class: "check" }, box, " Live"), " ", said);
}

function newsOf({ events, nextPageToken }, shown) {
  const added = shown === null ? 0 : events.filter(({ id }) => !shown.includes(id)).length;
  if (added === 0) {
    return null;
  }

  const at = formatTime(new Date());
  return added === pageOfEvents && nextPageToken
    ? `Behind at ${at}: more came than fit on a page. Those before are under Older.`
    : `${count(added, "new event")} at ${at}.`;
}
