// SPDX-License-Identifier: Apache-2.0
// How one leaves the guest's screen by keyboard, as all keys go to the guest: press Ctrl, Alt and Shift together,
// and let go. The guest sees that as well; alone they mean nothing to it.

const NEEDED = ["Control", "Alt", "Shift"];

/** Calls `leave` when the three were down together with no other key, and all are up again: then none stays down in the guest. */
export function watchLeaveKeys(target, leave) {
  const down = new Set();
  let armed = false;
  const forget = () => {
    down.clear();
    armed = false;
  };
  target.addEventListener("keydown", (event) => {
    // Option writes another key's name on some systems, so the code counts.
    const key = nameOf(event);
    if (key === null) {
      armed = false;
      down.clear();
      return;
    }
    down.add(key);
    if (NEEDED.every((needed) => down.has(needed))) armed = true;
  }, { capture: true });
  target.addEventListener("keyup", (event) => {
    const key = nameOf(event);
    if (key !== null) down.delete(key);
    if (armed && down.size === 0) {
      armed = false;
      // After the guest has seen this key go up.
      queueMicrotask(() => setTimeout(leave));
    }
  }, { capture: true });
  window.addEventListener("blur", forget);
}

function nameOf({ code }) {
  const name = code.replace(/(Left|Right)$/, "");
  return NEEDED.includes(name) ? name : null;
}
