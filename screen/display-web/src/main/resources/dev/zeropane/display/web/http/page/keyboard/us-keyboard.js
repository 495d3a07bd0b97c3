// SPDX-License-Identifier: Apache-2.0
// Which key of a US keyboard writes a character, and whether with Shift. Keys are named as in KeyboardEvent.code.

const ROWS = [
  ["Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal", "`1234567890-=", "~!@#$%^&*()_+"],
  ["KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Backslash", "qwertyuiop[]\\", "QWERTYUIOP{}|"],
  ["KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote", "asdfghjkl;'", 'ASDFGHJKL:"'],
  ["KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash", "zxcvbnm,./", "ZXCVBNM<>?"],
];

const KEYS = new Map([
  [" ", { code: "Space", shift: false }],
  ["\t", { code: "Tab", shift: false }],
  ["\n", { code: "Enter", shift: false }],
]);
for (const [codes, plain, shifted] of ROWS) {
  codes.split(" ").forEach((code, i) => {
    KEYS.set(plain[i], { code, shift: false });
    KEYS.set(shifted[i], { code, shift: true });
  });
}

/** The key, or undefined if there is none. */
export function keyFor(character) {
  return KEYS.get(character);
}

/** Line ends as one character each. */
export function normalize(text) {
  return text.replace(/\r\n?/g, "\n");
}

/** The characters of a text that no key writes, each once, in their order. */
export function untypable(text) {
  return [...new Set(normalize(text))].filter((character) => !KEYS.has(character));
}
