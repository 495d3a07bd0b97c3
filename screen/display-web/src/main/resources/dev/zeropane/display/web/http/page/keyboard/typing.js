// SPDX-License-Identifier: Apache-2.0
// Types a text into a guest, key by key, no faster than a guest's keyboard takes it.
import { keyFor, normalize } from "./us-keyboard.js";

// A guest that reads its keyboard slowly (a firmware, a boot loader) loses what comes faster.
const PAUSE_MS = 12;
const SHIFT_LEFT = 0xffe1;
const CONTROL = new Map([["\n", 0xff0d], ["\t", 0xff09], ["\b", 0xff08]]);

/** X11's number of a character. */
export function keysym(character) {
  const code = character.codePointAt(0);
  return CONTROL.get(character) ?? (code < 0x100 ? code : 0x1000000 | code);
}

/** Presses and lets go the key that writes a character; one that no key writes goes as it is. */
export function typeCharacter(connection, character) {
  const key = keyFor(character);
  if (key?.shift) connection.sendKey(SHIFT_LEFT, "ShiftLeft", true);
  connection.sendKey(keysym(character), key?.code ?? null, true);
  connection.sendKey(keysym(character), key?.code ?? null, false);
  if (key?.shift) connection.sendKey(SHIFT_LEFT, "ShiftLeft", false);
}

/** Types what can be typed. Resolves with the number of characters; ends early when the signal says so. */
export async function typeText(connection, text, signal) {
  let typed = 0;
  for (const character of normalize(text)) {
    if (signal.aborted) break;
    if (!keyFor(character)) continue;
    typeCharacter(connection, character);
    typed++;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return typed;
}
