import { api } from "./client.js";
import { empty, h, table } from "./dom.js";
import { count, formatNumber, timeElement } from "./format.js";
import { refreshAnew } from "./router.js";
import { queryOf } from "./words.js";
import { formatHour, zone } from "./zone.js";

const darkness = matchMedia("(prefers-color-scheme: dark)");

let plot = null;

/** The plot is drawn when there is something new to draw. */
export async function loadThroughput(signal) {
  const { hours } = await api.get("throughput", signal);
  const shown = { hours, theme: darkness.matches ? "dark" : "light", zone };
  const drawn = JSON.stringify(shown);
  if (plot?.drawn !== drawn) {
    plot = { drawn, image: await api.blob(`throughput/plot${queryOf({ theme: shown.theme, zone })}`, signal) };
  }

  return shown;
}

/** The plot, a sentence that says the same, and a table for those who want the numbers. */
export function throughputNodes({ hours }) {
  const total = hours.reduce((sum, hour) => sum + hour.received, 0);
  if (total === 0) {
    return empty("Nothing was received in the last 24 hours", "On a quiet day that is right. Otherwise look at the webhook in Stitchex.");
  }

  const busiest = hours.reduce((one, other) => (other.received > one.received ? other : one));
  const isEstimate = hours.some((hour) => hour.isEstimate);
  const most = `most at ${formatHour(new Date(busiest.start))} (${zone}), ${formatNumber(busiest.received)} in the hour`;
  const summary = `${isEstimate ? "About " : ""}${count(total, "event")} received; ${most}.`;
  const image = h("img", { alt: `Plot of the events received by hour. ${summary}`, width: "800", height: "240" });
  const scroller = h("div", { class: "plot", id: "throughput-plot", tabindex: "0", role: "group", "aria-label": "Plot" }, image);
  showPlot(image, scroller);
  return [
    h("p", {}, summary),
    scroller,
    h("details", { id: "throughput-numbers" }, h("summary", { id: "throughput-summary" }, "The same in numbers"),
      table("Events received by hour", [`Hour (${zone})`, "Received"], [...hours].reverse().map((hour) => [
        timeElement(hour.start, formatHour(new Date(hour.start))),
        `${hour.isEstimate ? "about " : ""}${formatNumber(hour.received)}`,
      ]))),
  ];
}

function showPlot(image, scroller) {
  const address = URL.createObjectURL(plot.image);
  image.addEventListener("load", () => {
    URL.revokeObjectURL(address);

    // On a phone the plot is wider than the screen; the newest hours are at its end.
    scroller.scrollLeft = scroller.scrollWidth;
  }, { once: true });
  image.src = address;
}

darkness.addEventListener("change", () => refreshAnew());
