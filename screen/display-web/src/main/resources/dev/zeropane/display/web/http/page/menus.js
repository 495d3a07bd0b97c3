// SPDX-License-Identifier: Apache-2.0
// Where menus open: below their buttons, within the window.

const GAP = 8;

export function placeMenus() {
  for (const button of document.querySelectorAll("[popovertarget]")) {
    const menu = document.getElementById(button.getAttribute("popovertarget"));
    button.setAttribute("aria-expanded", "false");
    menu.addEventListener("toggle", (event) => {
      const open = event.newState === "open";
      button.setAttribute("aria-expanded", String(open));
      if (open) place(menu, button);
    });
  }
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const right = innerWidth - GAP - menu.offsetWidth;
  menu.style.left = `${Math.max(GAP, Math.min(at.left + at.width / 2 - menu.offsetWidth / 2, right))}px`;
  menu.style.top = `${Math.max(0, at.bottom) + GAP}px`;
  menu.querySelector("input:checked, textarea, button, input")?.focus();
}
