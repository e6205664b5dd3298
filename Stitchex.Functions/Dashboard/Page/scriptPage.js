import { api } from "./client.js";
import { attempt } from "./dialogs.js";
import { announce, empty, h, link, nodesOf } from "./dom.js";
import { section, textBox } from "./eventPage.js";
import { textField } from "./eventTable.js";
import { utcText } from "./format.js";
import { cut, lowered, visibleText } from "./text.js";
import { queryOf, routes } from "./words.js";

const mostEventsToTry = 20;

/** A script is tried on a stored event before it is deployed: what would be sent with it, beside what is sent without one. */
export function scriptPage(page, [name]) {
  const result = h("div", { id: "trial" });
  const events = h("select", { id: "trial-event" });
  const form = trialForm(events);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await tryScript(event.submitter, name, form, result);
  });
  // What it shows is of the form as it was then.
  form.addEventListener("input", () => result.replaceChildren());
  return {
    title: `Try a script for ${name}`,
    nodes: [
      h("p", { class: "crumb" }, link(routes.destinations(), "Destinations")),
      h("h1", { tabindex: "-1" }, "Try a script for ", h("bdi", {}, name)),
      h("p", {}, "It runs on an event's record as it was delivered last, under the bounds that hold when it is deployed. Nothing is sent, and nothing is stored."),
      page.part({
        label: "Events to try it on",
        load: (signal) => loadEventsToTry(name, signal),
        render: (found) => fillEvents(events, found),
      }),
      form,
      result,
    ],
  };
}

function trialForm(events) {
  return h("form", { class: "summary", "aria-label": "What is tried" },
    h("div", { class: "field" }, h("label", { for: "trial-script" }, "Script: a function, or a module that exports one"),
      h("textarea", {
        id: "trial-script", class: "code", name: "script", rows: "12", required: true, spellcheck: "false", autocomplete: "off", autocapitalize: "none",
        placeholder: "export default function (change) {\n  return change.data;\n}",
      })),
    h("div", { class: "columns even" },
      h("div", { class: "field" }, h("label", { for: "trial-event" }, "Event: the newest that the destination gets"), events),
      textField("eventId", "Or the id of another event")),
    h("div", { class: "actions start" }, h("button", { type: "submit", id: "try", class: "primary" }, "Try it")));
}

async function loadEventsToTry(name, signal) {
  const { destinations } = await api.get("destinations", signal);
  const destination = destinations.find((one) => one.name === name);
  if (!destination) {
    return null;
  }

  const wanted = destination.resources.map(lowered);
  const resource = wanted.length === 1 && !wanted[0].endsWith("*") ? wanted[0] : null;
  const { events } = await api.get(`events${queryOf({ pageSize: 100, resource })}`, signal);
  return events.filter((event) => event.recordId !== null && wantsEvent(destination, wanted, event)).slice(0, mostEventsToTry)
    .map(({ id, resource: of, recordId, action, receivedAt }) => ({ id, words: `${of} ${recordId} ${action}, ${utcText(new Date(receivedAt))}` }));
}

/** Whether a handler gets a resource: by its name, by a beginning such as sales_*, or because it gets all. */
export function wantsResource(wanted, resource) {
  return wanted.length === 0 || wanted.some((name) => name.endsWith("_*") ? resource.startsWith(name.slice(0, -1)) : name === resource);
}

function wantsEvent({ actions }, wanted, event) {
  const isDeletion = event.action === "delete";
  return wantsResource(wanted, event.resource)
    && (actions.length === 0 || actions.some((action) => (action === "deleted") === isDeletion));
}

function fillEvents(select, found) {
  const chosen = select.value;
  // What was chosen stays so while newer events come.
  const older = found?.some(({ id }) => id === chosen) ? [] : [...select.selectedOptions];
  select.replaceChildren(...(found ?? []).map(({ id, words }) => h("option", { value: id, selected: id === chosen }, visibleText(cut(words, 160)))), ...older);
  if (found === null) {
    return empty("No such destination", "No settings name it.");
  }

  return found.length > 0 ? null : empty("No events", "None of the newest events is one that the destination gets. Give the id of one to try the script on.");
}

function trialOf(form) {
  const values = new FormData(form);
  return { eventId: values.get("eventId").trim() || form.querySelector("#trial-event").value, script: values.get("script") };
}

async function tryScript(button, name, form, result) {
  const asked = trialOf(form);
  if (asked.eventId === "") {
    announce("Choose an event, or give the id of one.");
    return;
  }

  const trial = await attempt(button, () => api.post(`${api.destination(name)}/script`, asked), ({ after, error }) =>
    error ? "The script failed." : after ? "The script was tried." : "The script was tried: not sent.");
  const now = trialOf(form);
  if (trial && now.eventId === asked.eventId && now.script === asked.script) {
    result.replaceChildren(...nodesOf(trialNodes(trial)));
  }
}

function trialNodes({ isChosen, before, after, error }) {
  return [
    isChosen ? null : h("p", { class: "error-text" }, "The destination's settings do not choose this change, so nothing of it is sent."),
    h("div", { class: "columns even" },
      section("before", "Without a script", textBox(before, "Without a script", " as it is sent")),
      section("after", "With this script",
        error ? h("p", { class: "error-text" }, cut(error, 600))
          : after ? textBox(after, "With this script", " as it is sent")
            : empty("Not sent", "The script returned null."))),
  ];
}
