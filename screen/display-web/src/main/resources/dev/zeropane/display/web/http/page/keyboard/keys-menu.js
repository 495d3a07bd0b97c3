// SPDX-License-Identifier: Apache-2.0
// The menu of keys.
import { CHORDS, CONSOLES, HELD, SINGLE, send } from "./chords.js";

/**
 * Fills the menu. `connection` says where keys go now; `done` is called after a chord, when the menu has closed.
 * Returns what lets go all keys that are held.
 */
export function fillKeysMenu(menu, connection, done) {
  const held = new Map();
  addGroup(menu, "Combinations", "two", CHORDS.map((chord) => chordButton(chord)));
  addGroup(menu, "Consoles: Ctrl+Alt+", "six", CONSOLES.map((chord) => chordButton(chord)));
  addGroup(menu, "Keys", "six", SINGLE.map((chord) => chordButton(chord, true)));
  addGroup(menu, "Hold", "four", HELD.map(heldButton));

  function chordButton(chord, stays = false) {
    const button = newButton(chord.name, chord.label);
    button.addEventListener("click", () => {
      send(connection(), chord);
      // Arrow keys and the like come in numbers.
      if (stays) return;
      menu.hidePopover();
      done();
    });
    return button;
  }

  function heldButton({ name, key }) {
    const button = newButton(name, `Hold ${name}`);
    button.setAttribute("aria-pressed", "false");
    held.set(button, key);
    button.addEventListener("click", () => hold(button, button.getAttribute("aria-pressed") !== "true"));
    return button;
  }

  function hold(button, down) {
    button.setAttribute("aria-pressed", String(down));
    connection().sendKey(...held.get(button), down);
  }

  return () => {
    for (const button of held.keys()) {
      if (button.getAttribute("aria-pressed") === "true") hold(button, false);
    }
  };
}

function addGroup(menu, title, columns, buttons) {
  const heading = document.createElement("h2");
  heading.textContent = title;
  const row = document.createElement("div");
  row.className = `key-row ${columns}`;
  row.append(...buttons);
  menu.append(heading, row);
}

function newButton(name, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "key";
  button.textContent = name;
  if (label) button.setAttribute("aria-label", label);
  return button;
}
