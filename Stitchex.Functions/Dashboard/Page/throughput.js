import { api } from "./client.js";
import { empty, h, table } from "./dom.js";
import { count, formatNumber, utcText } from "./format.js";
import { refreshAnew } from "./router.js";

// Hours are counted, and plotted, by UTC.
export const hourFormat = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

const darkness = matchMedia("(prefers-color-scheme: dark)");

let plot = null;

/** The plot is drawn when there is something new to draw. */
export async function loadThroughput(signal) {
  const { hours } = await api.get("throughput", signal);
  const shown = { hours, theme: darkness.matches ? "dark" : "light" };
  const drawn = JSON.stringify(shown);
  if (plot?.drawn !== drawn) {
    plot = { drawn, image: await api.blob(`throughput/plot?theme=${shown.theme}`, signal) };
  }

  return shown;
}

/** The plot, a sentence that says the same, and a table for those who want the numbers. */
export function throughputNodes({ hours }) {
  const total = hours.reduce((sum, hour) => sum + hour.received, 0);
  if (total === 0) {
    return empty("Nothing was received in the last 24 hours", "On a quiet day that is right. Otherwise look at the webhook in Stitchex.");
  }

  const busiest = hours.reduce((most, hour) => (hour.received > most.received ? hour : most));
  const isEstimate = hours.some((hour) => hour.isEstimate);
  const summary = `${isEstimate ? "About " : ""}${count(total, "event")} received; most at ${hourFormat.format(new Date(busiest.start))} UTC, ${formatNumber(busiest.received)} in the hour.`;
  const image = h("img", { alt: `Plot of the events received by hour. ${summary}`, width: "800", height: "240" });
  const scroller = h("div", { class: "plot", id: "throughput-plot", tabindex: "0", role: "group", "aria-label": "Plot" }, image);
  showPlot(image, scroller);
  return [
    h("p", {}, summary),
    scroller,
    h("details", { id: "throughput-numbers" }, h("summary", { id: "throughput-summary" }, "The same in numbers"),
      table("Events received by hour", ["Hour (UTC)", "Received"], [...hours].reverse().map((hour) => [
        h("time", { datetime: hour.start, title: utcText(new Date(hour.start)) }, hourFormat.format(new Date(hour.start))),
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
