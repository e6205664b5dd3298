import { h } from "./dom.js";
import { cut } from "./text.js";
import { formatDay, formatTime } from "./zone.js";

const numberFormat = new Intl.NumberFormat("en-GB");
const relativeFormat = new Intl.RelativeTimeFormat("en-GB", { numeric: "always", style: "long" });
const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

// Statuses tell errors apart. Times, and numbers and ids of records, do not: as the overview groups what waits.
export const varying = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ?|\b[0-9a-f]{32}\b|\d{4,}/g;

export function formatNumber(value) {
  return numberFormat.format(value);
}

/** "1 event", "1,234 events". */
export function count(value, one, many = `${one}s`) {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}

export function formatDuration(seconds) {
  const [unit, length] = units.find(([, size]) => seconds >= size) ?? units.at(-1);
  const index = units.findIndex(([name]) => name === unit);
  const whole = Math.floor(seconds / length);
  const rest = units[index + 1] ? Math.floor((seconds % length) / units[index + 1][1]) : 0;
  return rest > 0 && unit !== "minute" ? `${count(whole, unit)} ${count(rest, units[index + 1][0])}` : count(whole, unit);
}

export function formatBytes(bytes) {
  return bytes < 10000 ? count(bytes, "byte") : `${formatNumber(Math.round(bytes / 1024))} KiB`;
}

export function utcText(date) {
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A time in the page's zone, with UTC on hover and for machines. */
export function time(iso) {
  return iso ? timeElement(iso, `${formatDay(new Date(iso))}, ${formatTime(new Date(iso))}`) : null;
}

export function timeElement(iso, text, more = {}) {
  return h("time", { datetime: iso, title: utcText(new Date(iso)), ...more }, text);
}

/** Who did something, where that is known. */
export function by(action) {
  return action.by ? [" by ", h("bdi", {}, cut(action.by, 100))] : null;
}

/** A time of day, with the day where that is not today. */
export function clock(iso) {
  const date = new Date(iso);
  const day = formatDay(date);
  return timeElement(iso, `${day === formatDay(new Date()) ? "" : `${day}, `}${formatTime(date)}`);
}

/** An error, with the times in it in the page's zone. */
export function errorText(error, most) {
  return h("span", { class: "error-text" }, withClocks(cut(error, most)));
}

/** A text of the app, with the times in it in the page's zone. */
export function withClocks(text) {
  return text.split(/(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ)/).map((part, index) => {
    const iso = part.replace(" ", "T");
    return index % 2 === 0 || Number.isNaN(Date.parse(iso)) ? part : clock(iso);
  });
}

/** How long ago a time is; it is kept right by refreshAges. */
export function age(iso) {
  return timeElement(iso, ageText(iso), { class: "age" });
}

function ageText(iso) {
  const seconds = Math.round((new Date(iso) - Date.now()) / 1000);
  if (Math.abs(seconds) < 10) {
    return "just now";
  }

  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size);
  return relativeFormat.format(Math.trunc(seconds / length), unit);
}

export function refreshAges() {
  for (const element of document.querySelectorAll("time.age")) {
    element.textContent = ageText(element.dateTime);
  }
}
