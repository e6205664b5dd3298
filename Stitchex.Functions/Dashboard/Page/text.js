// Every string that comes onto the page passes through here: what a reader cannot see, or what would reorder what they read, is written out.

import { h } from "./dom.js";
import { formatNumber } from "./format.js";

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const harmless = new Set(["\n", "\t", "\ufe0f"]);
export const longestLine = 600;

function nameOf(character) {
  return `⟨U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** The text with its invisible characters written out, for attributes and titles. */
export function visibleText(text) {
  return String(text).replace(invisible, (character) => (harmless.has(character) ? character : nameOf(character)));
}

/** The text as nodes; the names of invisible characters are marked, so that nobody takes them for contents. */
export function visibleNodes(text) {
  const whole = String(text);
  const nodes = [];
  let done = 0;
  for (const match of whole.matchAll(invisible)) {
    if (!harmless.has(match[0])) {
      nodes.push(document.createTextNode(whole.slice(done, match.index)));
      const mark = document.createElement("span");
      mark.className = "mark";
      mark.textContent = nameOf(match[0]);
      nodes.push(mark);
      done = match.index + match[0].length;
    }
  }

  nodes.push(document.createTextNode(whole.slice(done)));
  return nodes;
}

/** The start of a text that may be long, with its length. */
export function cut(text, most = 300) {
  const whole = String(text);
  return whole.length <= most ? whole : `${whole.slice(0, most)}… (${formatNumber(whole.length)} characters)`;
}

/** A text of many lines. A line that is very long is cut, with its length given, and shown whole on demand. */
export function longText(text) {
  const nodes = [];
  let run = [];
  const flush = () => {
    nodes.push(...visibleNodes(run.join("\n")));
    run = [];
  };

  text.split("\n").forEach((line, index) => {
    if (line.length <= longestLine) {
      run.push(index > 0 && run.length === 0 ? `\n${line}` : line);
      return;
    }

    flush();
    nodes.push(...(index > 0 ? [document.createTextNode("\n")] : []), cutLine(line));
  });
  flush();
  return nodes;
}

export function cutLine(line) {
  const rest = h("button", {
    type: "button",
    class: "more",
    onclick: () => whole.replaceChildren(...visibleNodes(line)),
  }, `… show all ${formatNumber(line.length)} characters`);
  const whole = h("span", {}, line.slice(0, longestLine / 2), rest);
  return whole;
}

/** A resource's name as it is stored: only the letters of ASCII are lowered. */
export function lowered(name) {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
