import { h } from "./dom.js";
import { cut } from "./text.js";

const numberFormat = new Intl.NumberFormat("en-GB");
export const timeFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
export const longDayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const relativeFormat = new Intl.RelativeTimeFormat("en-GB", { numeric: "always", style: "long" });
const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

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

/** A time in the reader's zone, with UTC on hover and for machines. */
export function time(iso) {
  if (iso === null || iso === undefined) {
    return null;
  }

  const date = new Date(iso);
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  const day = (isThisYear ? dayFormat : longDayFormat).format(date);
  return h("time", { datetime: iso, title: utcText(date) }, `${day}, ${timeFormat.format(date)}`);
}

/** Who did something, where that is known. */
export function by(action) {
  return action.by ? [" by ", h("bdi", {}, cut(action.by, 100))] : null;
}

/** A time of day, with the day where that is not today. */
export function clock(iso) {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date().toDateString();
  const day = isToday ? "" : `${dayFormat.format(date)}, `;
  return h("time", { datetime: iso, title: utcText(date) }, `${day}${timeFormat.format(date)}`);
}

/** How long ago a time is; it is kept right by refreshAges. */
export function age(iso) {
  return h("time", { datetime: iso, title: utcText(new Date(iso)), class: "age" }, ageText(iso));
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
