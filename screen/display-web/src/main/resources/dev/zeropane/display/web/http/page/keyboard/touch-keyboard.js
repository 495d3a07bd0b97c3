// SPDX-License-Identifier: Apache-2.0
// A phone's on-screen keyboard. It comes only for a text field, and says what the text has become rather than which
// keys were pressed: what changed between two texts is typed into the guest.
import { typeCharacter } from "./typing.js";

// Something to delete, as a keyboard says nothing of a key that deletes nothing.
const FILLER = "·".repeat(64);
const MAX = 400;

/** What to type to make one text of another: so many deletions, then characters. */
export function difference(before, after) {
  const from = [...before];
  const to = [...after];
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same++;
  return { deletions: from.length - same, characters: to.slice(same) };
}

/** @returns `toggle`, and `isOpen` */
export function setUpTouchKeyboard(field, button, connection, changed) {
  let before = FILLER;
  let open = false;

  field.addEventListener("input", (event) => {
    const { deletions, characters } = difference(before, field.value);
    for (let i = 0; i < deletions; i++) typeCharacter(connection(), "\b");
    for (const character of characters) typeCharacter(connection(), character);
    before = field.value;
    // A word that is being composed would be torn apart.
    if (!event.isComposing && (field.value.length > MAX || field.value.length < FILLER.length)) refill();
  });
  // Hidden by the system's own button, or because something else was touched.
  field.addEventListener("blur", () => set(false));
  button.addEventListener("click", () => set(!open));
  // Else the field lost its focus, and this button opened what it should close.
  button.addEventListener("pointerdown", (event) => event.preventDefault());

  function refill() {
    field.value = FILLER;
    before = FILLER;
    field.setSelectionRange(FILLER.length, FILLER.length);
  }

  function set(now) {
    if (now === open) return;
    open = now;
    button.setAttribute("aria-pressed", String(open));
    field.hidden = !open;
    if (open) {
      refill();
      field.focus({ preventScroll: true });
    }
    changed();
  }

  return { isOpen: () => open };
}
