// SPDX-License-Identifier: Apache-2.0
// The bar: there when a person wants it, else away.

const AWAY_MS = 2500;
const bar = document.getElementById("bar");
const grip = document.getElementById("show");
let timer = 0;

/** Whether the bar has to stay: somebody is in it, or in a menu of it. */
function isUsed() {
  return bar.matches(":hover") || bar.contains(document.activeElement) || document.querySelector(":popover-open, dialog[open]") !== null;
}

function setAway(away) {
  clearTimeout(timer);
  bar.classList.toggle("away", away);
  grip.hidden = !away;
  grip.setAttribute("aria-expanded", String(!away));
}

/** Shows it, until nobody has used it for a moment. */
export function showBar() {
  bar.hidden = false;
  setAway(false);
  hideSoon();
}

/** Shows it, and puts the focus on it. */
export function enterBar() {
  showBar();
  [...bar.querySelectorAll("a, button")].find((tool) => tool.checkVisibility()).focus();
}

export function hideBar() {
  if (!bar.hidden) setAway(true);
}

/** There is no guest that it could be for. */
export function removeBar() {
  clearTimeout(timer);
  bar.hidden = true;
  grip.hidden = true;
}

function hideSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => (isUsed() ? hideSoon() : hideBar()), AWAY_MS);
}

grip.addEventListener("click", enterBar);
// A pointer at the upper edge asks for it as well. A finger there does not: it may be on its way to the guest.
grip.addEventListener("pointerenter", (event) => {
  if (event.pointerType === "mouse") showBar();
});
