// SPDX-License-Identifier: Apache-2.0
// Keys that a browser or its system keeps for itself, to be sent from a menu: [keysym, code] each.

const CTRL = [0xffe3, "ControlLeft"];
const ALT = [0xffe9, "AltLeft"];
const SHIFT = [0xffe1, "ShiftLeft"];
const SUPER = [0xffeb, "MetaLeft"];

/** Pressed in their order, let go in the other. */
export const CHORDS = [
  { name: "Ctrl+Alt+Del", keys: [CTRL, ALT, [0xffff, "Delete"]] },
  { name: "Ctrl+Alt+Backspace", keys: [CTRL, ALT, [0xff08, "Backspace"]] },
  { name: "Alt+Tab", keys: [ALT, [0xff09, "Tab"]] },
  { name: "Alt+F4", keys: [ALT, [0xffc1, "F4"]] },
  { name: "Super", keys: [SUPER] },
  { name: "Print", keys: [[0xff61, "PrintScreen"]] },
];

export const CONSOLES = Array.from({ length: 12 }, (_, i) => ({
  name: `F${i + 1}`,
  label: `Ctrl+Alt+F${i + 1}`,
  keys: [CTRL, ALT, [0xffbe + i, `F${i + 1}`]],
}));

/** What on-screen keyboards of phones do not have. */
export const SINGLE = [
  { name: "Esc", keys: [[0xff1b, "Escape"]] },
  { name: "Tab", keys: [[0xff09, "Tab"]] },
  { name: "←", label: "Left", keys: [[0xff51, "ArrowLeft"]] },
  { name: "↑", label: "Up", keys: [[0xff52, "ArrowUp"]] },
  { name: "↓", label: "Down", keys: [[0xff54, "ArrowDown"]] },
  { name: "→", label: "Right", keys: [[0xff53, "ArrowRight"]] },
];

/** Held until they are clicked again. */
export const HELD = [
  { name: "Ctrl", key: CTRL },
  { name: "Alt", key: ALT },
  { name: "Shift", key: SHIFT },
  { name: "Super", key: SUPER },
];

export function send(connection, { keys }) {
  for (const [keysym, code] of keys) connection.sendKey(keysym, code, true);
  for (const [keysym, code] of keys.toReversed()) connection.sendKey(keysym, code, false);
}
