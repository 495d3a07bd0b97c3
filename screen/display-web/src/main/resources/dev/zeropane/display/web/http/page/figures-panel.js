// SPDX-License-Identifier: Apache-2.0
// Shows the figures of the open screen while a person wants them.
import { rows } from "./figures.js";

const panel = document.getElementById("figures-panel");
const list = document.getElementById("figures-list");
const button = document.getElementById("figures");

export class FiguresPanel {
  #guests;
  #view = null;
  #wanted = false;
  #before = null;

  constructor(guests) {
    this.#guests = guests;
    button.addEventListener("click", () => {
      this.#wanted = !this.#wanted;
      this.#update();
    });
  }

  /** A screen is open. */
  start(view) {
    this.#view = view;
    this.#before = null;
    this.#update();
  }

  /** None is. */
  stop() {
    this.#view = null;
    this.#update();
  }

  #update() {
    const shown = this.#wanted && this.#view !== null;
    button.setAttribute("aria-pressed", String(this.#wanted));
    panel.hidden = !shown;
    this.#guests.setFast(shown);
  }

  /** The server has answered, and has said this of the screen. */
  show(screen) {
    if (this.#view === null) return;
    const now = { at: performance.now(), screen, received: this.#view.connection.received };
    write(rows(now, this.#before ?? now));
    this.#before = now;
  }
}

/** Without making elements anew: a screen reader's place in them stays. */
function write(content) {
  while (list.children.length > content.length * 2) list.lastElementChild.remove();
  content.forEach(([name, value], i) => {
    const term = list.children[2 * i] ?? list.appendChild(document.createElement("dt"));
    const text = list.children[2 * i + 1] ?? list.appendChild(document.createElement("dd"));
    if (term.textContent !== name) term.textContent = name;
    if (text.textContent !== value) text.textContent = value;
  });
}
