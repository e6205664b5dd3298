// What became of the last day's events, and how soon. It is read from a sample of them, and only when somebody asks.

import { api } from "./client.js";
import { onDemand } from "./connections.js";
import { empty, h, link, nodesOf, table } from "./dom.js";
import { none } from "./eventTable.js";
import { formatMilliseconds } from "./explanation.js";
import { resourceWords } from "./filterLine.js";
import { count, formatNumber, timeElement } from "./format.js";
import { lowerFirst } from "./frame.js";
import { routes } from "./words.js";
import { formatHour, zone } from "./zone.js";

const outcomeKinds = [
  ["completed", "Completed"], ["waiting", "Waiting or retried"], ["resolved", "Resolved"], ["deadLettered", "Dead-lettered"],
];
const latencyKinds = [["stored", "Stored"], ["delivered", "Delivered"]];
const outcomeColumns = [
  ...outcomeKinds.map(([, name]) => name), ...latencyKinds.flatMap(([, name]) => [`${name} p50`, `${name} p95`]),
];
const chart = { width: 800, height: 200, left: 56, bottom: 24, step: 31, bar: 22 };

export function outcomesOnDemand(page) {
  const [button, result] = onDemand("Show outcomes and latency", async () => {
    const [outcome, { hours }] = await Promise.all([api.get("outcomes", page.signal), api.get("throughput", page.signal)]);
    return outcomeCharts(outcome, new Map(hours.map((hour) => [hour.start, hour.received])));
  });
  return [h("div", { class: "actions start" }, button), result];
}

function outcomeCharts({ hours, resources: byResource, isSample }, received) {
  if (byResource.length === 0) {
    return empty("No event to look at", "Nothing was received in the last 24 hours.");
  }

  const total = (events) => outcomeKinds.reduce((sum, [kind]) => sum + events[kind], 0);
  const looked = byResource.reduce((sum, { events }) => sum + total(events), 0);
  const words = isSample ? `From ${count(looked, "event")}, at most ten of each hour.` : `Of all ${count(looked, "event")}.`;
  return [
    h("p", { class: "aside" }, words, ` By the hour in which they were received (${zone}).`),
    h("h3", {}, "Outcomes"),
    stackedChart(hours, received, total),
    legend(outcomeKinds),
    h("h3", {}, "From receipt to storage"),
    latencyChart(hours, "stored"),
    h("p", { class: "aside" },
      "Of events that were tried. A webhook is acknowledged one request to storage later, which may take longer than this."),
    h("h3", {}, "From receipt to delivery"),
    latencyChart(hours, "delivered"),
    legend([["median", "p50: half of them within"], ["p95", "p95: 95 of 100 within"]]),
    table("Outcomes by resource", ["Resource", ...outcomeColumns], byResource.map(({ resource, events }) =>
      [link(routes.events({ resource }), resourceWords(resource, true)), ...outcomeCells(events)])),
    h("details", {}, h("summary", {}, "The same by hour"),
      table("Outcomes by hour", [`Hour (${zone})`, ...outcomeColumns], [...hours].reverse().filter(({ events }) => total(events) > 0)
        .map(({ start, events }) => [timeElement(start, formatHour(new Date(start))), ...outcomeCells(events)]))),
  ];
}

function legend(kinds) {
  return h("p", { class: "legend" }, kinds.map(([kind, name]) =>
    h("span", {}, h("span", { class: `swatch ${kind}`, "aria-hidden": "true" }), name)));
}

function outcomeCells(events) {
  return [
    ...outcomeKinds.map(([kind]) => formatNumber(events[kind])),
    ...latencyKinds.flatMap(([kind]) => [secondsWords(events[kind]?.medianSeconds), secondsWords(events[kind]?.p95Seconds)]),
  ];
}

function secondsWords(seconds) {
  return seconds === undefined ? none() : formatMilliseconds(Math.round(seconds * 1000));
}

/** The hour's height is what was received; its parts are the sample's. */
function stackedChart(hours, received, total) {
  const most = Math.max(4, ...hours.map(({ start }) => received.get(start) ?? 0));
  const bars = hours.flatMap(({ start, events }, index) => {
    const scale = total(events) > 0 ? Math.max(received.get(start) ?? 0, total(events)) / total(events) : 0;
    let top = 0;
    return outcomeKinds.filter(([kind]) => events[kind] > 0).map(([kind]) => {
      const from = top;
      top += events[kind] * scale;
      return bar(index, from / most, top / most, kind);
    });
  });
  const sum = (kind) => hours.reduce((all, { events }) => all + events[kind], 0);
  const words = outcomeKinds.map(([kind, name]) => `${formatNumber(sum(kind))} ${lowerFirst(name)}`).join(", ");
  const ticks = [[0, "0"], [0.5, formatNumber(Math.round(most / 2))], [1, formatNumber(most)]];
  return drawing(`Chart of the outcomes by hour: ${words}.`, hours, ticks, bars);
}

// Where its scale begins, and where it ends at least.
const scales = { stored: [0.001, 1], delivered: [0.1, 10] };
const durations = [
  [0.001, "1 ms"], [0.01, "10 ms"], [0.1, "0.1 s"], [1, "1 s"], [10, "10 s"],
  [60, "1 min"], [600, "10 min"], [3600, "1 h"], [36000, "10 h"], [360000, "100 h"],
];

/** Each tick is some ten times the one before it: seconds on a good day, hours on a bad one. */
function latencyChart(hours, kind) {
  const slowest = Math.max(0, ...hours.map(({ events }) => events[kind]?.p95Seconds ?? 0));
  const [shortest, least] = scales[kind];
  const end = durations.findIndex(([seconds]) => seconds >= Math.max(least, slowest));
  const ticks = durations.slice(0, end < 0 ? durations.length : end + 1).filter(([seconds]) => seconds >= shortest);
  const place = (seconds) => Math.min(1, Math.log(Math.max(seconds, shortest) / shortest) / Math.log(ticks.at(-1)[0] / shortest));
  const bars = hours.flatMap(({ events: { [kind]: latency } }, index) => (latency === null ? [] : [
    bar(index, 0, Math.max(0.015, place(latency.p95Seconds)), "p95"),
    bar(index, 0, Math.max(0.015, place(latency.medianSeconds)), "median"),
  ]));
  const worst = formatMilliseconds(Math.round(slowest * 1000));
  const words = `Chart of how soon events were ${kind}, by hour. In the slowest hour, 95 of 100 within ${worst}.`;
  return drawing(words, hours, ticks.map(([seconds, words]) => [place(seconds), words]), bars);
}

function drawing(label, hours, ticks, bars) {
  const { width, height, left, bottom, step, bar: barWidth } = chart;
  const y = (share) => height - bottom - share * (height - bottom - 12);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    ticks.map(([share, words]) => [
      svg("line", { x1: left, x2: width, y1: y(share), y2: y(share), class: "grid" }),
      svg("text", { x: left - 6, y: y(share) + 4, "text-anchor": "end" }, words),
    ]),
    bars,
    hours.map(({ start }, index) => {
      const place = { x: left + index * step + barWidth / 2, y: height - 6, "text-anchor": "middle" };
      return index % 3 === 2 ? svg("text", place, formatHour(new Date(start)).replace(/^\w+,? /, "")) : null;
    }));
  const scroller = h("div", { class: "plot", tabindex: "0", role: "group", "aria-label": "Chart" }, picture);

  // As with the plot above: on a phone, the newest hours are at its end.
  requestAnimationFrame(() => { scroller.scrollLeft = scroller.scrollWidth; });
  return scroller;
}

function bar(index, from, to, kind) {
  const { height, left, bottom, step, bar: width } = chart;
  const full = height - bottom - 12;
  return svg("rect", { x: left + index * step, width, y: height - bottom - to * full, height: (to - from) * full, class: kind });
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }

  element.append(...nodesOf(children));
  return element;
}
