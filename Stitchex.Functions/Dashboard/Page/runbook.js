// docs/runbook.md, which the page carries along: it helps where nothing else can be reached.

import { h } from "./dom.js";
import { outcomeName, states } from "./words.js";

/** The runbook's section about an event, folded. */
export function runbookSection(event) {
  const title = event.state === "DeadLettered" && !event.resolvedAt ? outcomeName(event.outcome)
    : event.state === "Retrying" || event.state === "Unreadable" ? states[event.state][0] : null;
  const section = title && runbook.split("\n## ").find((text) => text.startsWith(`${title}\n`));
  return section ? h("details", { id: "runbook" },
    h("summary", { id: "runbook-title" }, `Runbook: ${title}`), markdownNodes(section.slice(title.length).trim())) : null;
}

function markdownNodes(text) {
  return text.split("\n\n").map((block) => (/^1\. /.test(block)
    ? h("ol", { class: "steps" }, block.split(/\n?^\d+\. /m).slice(1).map((item) => h("li", {}, inlineNodes(item))))
    : h("p", {}, inlineNodes(block))));
}

// What the runbook links to is another document, which is not here: its name is enough.
function inlineNodes(text) {
  return text.replaceAll(/\s+/g, " ").split(/(`[^`]+`|\*[^*]+\*|\[[^\]]+\]\([^)]+\))/).map((part) => {
    switch (part[0]) {
      case "`": return h("code", {}, part.slice(1, -1));
      case "*": return h("em", {}, part.slice(1, -1));
      case "[": return `${part.slice(1, part.indexOf("]"))} (${part.slice(part.indexOf("(") + 1, -1).split("#")[0]})`;
      default: return part;
    }
  });
}
