// All times of a page are in one zone: the browser's, or UTC.

import { h } from "./dom.js";

const zoneName = "stitchex-time-zone";
const ownZone = zoneOfBrowser();

export let zone = null;
export let formatTime = null;
export let formatHour = null;
export let formatDay = null;

// A browser that does not know where it is may name no zone, or one that it cannot format times in.
function zoneOfBrowser() {
  try {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    new Intl.DateTimeFormat("en-GB", { timeZone }).format();
    return timeZone || "UTC";
  } catch {
    return "UTC";
  }
}

function useZone(name) {
  const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: name, ...options });
  const [day, longDay] = [{}, { year: "numeric" }].map((more) => format({ day: "numeric", month: "short", ...more }));
  const year = format({ year: "numeric" });
  zone = name;
  formatTime = clockOf(format, { second: "2-digit" });
  formatHour = clockOf(format, { weekday: "short" });
  formatDay = (date) => (year.format(date) === year.format(new Date()) ? day : longDay).format(date);
}

/** Formats times of day. One that comes twice, as clocks are put back, has its offset: "02:30:00 GMT+1". */
function clockOf(format, options) {
  const [plain, exact] = [{}, { timeZoneName: "shortOffset" }]
    .map((more) => format({ hour: "2-digit", minute: "2-digit", ...options, ...more }));
  const isTwice = (date) => [-2, -1, -0.5, 0.5, 1, 2].some((hours) => plain.format(+date + hours * 3600000) === plain.format(date));
  return (date) => (isTwice(date) ? exact : plain).format(date);
}

/** Lets the reader choose the zone. */
export function zoneChoice(changed) {
  const choice = document.getElementById("zone");
  choice.append(...[...new Set([ownZone, "UTC"])].map((name) => h("option", { selected: name === zone }, name)));
  choice.addEventListener("change", () => {
    sessionStorage.setItem(zoneName, choice.value);
    useZone(choice.value);
    changed();
    choice.focus();
  });
}

useZone(sessionStorage.getItem(zoneName) === "UTC" ? "UTC" : ownZone);
