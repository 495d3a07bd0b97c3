// SPDX-License-Identifier: Apache-2.0
// One guest's screen, open to be used.
import { Connection } from "./connection.js";
import { hideNotice, showNotice } from "./notice.js";
import { announce } from "./announce.js";
import { properties } from "./size-modes.js";

const dot = document.getElementById("dot");

/** What is said of a connection that shows no picture. */
export const SAY = {
  connecting: { title: "Connecting…", busy: true },
  lost: { title: "The connection is lost", text: "It comes back by itself, if the guest still runs.", busy: true },
  ended: { title: "The guest has ended", text: "Its screen comes back here if it runs again." },
  refused: { title: "The server does not let us in", busy: true },
};

export class ScreenView {
  guest;
  screen;
  connection;
  #element;
  #view;
  #steady = () => false;
  #room;
  #isGone;

  /**
   * @param open makes a WebSocket
   * @param view size and picture, as size-modes.js has them
   * @param steady says whether the window's size will soon be another one
   * @param isGone says whether the server does not know the guest any more
   */
  constructor(element, { guest, screen, open, view, steady, isGone }) {
    this.guest = guest;
    this.screen = screen;
    this.#element = element;
    this.#view = view;
    this.#steady = steady;
    this.#isGone = isGone;
    this.connection = new Connection(element, open, this.#properties(null));
    this.connection.addEventListener("state", () => this.#showState());
    this.connection.addEventListener("size", () => this.adapt());
    this.#room = new ResizeObserver(() => this.adapt());
    this.#room.observe(element);
    this.#showState();
  }

  #properties(connection) {
    const room = { width: this.#element.clientWidth, height: this.#element.clientHeight };
    return properties(this.#view, connection?.size ?? { width: 0, height: 0 }, room, this.#steady());
  }

  set view(view) {
    this.#view = view;
    this.adapt();
  }

  /** The window, the picture, or what a person wants has changed. */
  adapt() {
    this.connection.set(this.#properties(this.connection));
  }

  #showState() {
    const { state } = this.connection;
    if (state === "connected") {
      dot.dataset.state = state;
      hideNotice();
      this.#label();
      announce(`Connected to ${this.guest.name}`);
      this.focus();
    } else {
      this.sayState();
    }
  }

  /** Says why there is no picture, as far as one knows by now. */
  sayState() {
    const { state, reason } = this.connection;
    if (state === "connected") return;
    const known = state === "lost" && this.#isGone(this.connection) ? "ended" : state;
    dot.dataset.state = known;
    const action = known === "lost" || known === "refused" ? () => this.connection.retry() : null;
    showNotice({ ...SAY[known], ...(reason && state === "refused" ? { text: reason } : {}), action });
  }

  #label() {
    const { canvas } = this.connection;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", `Screen of ${this.guest.name}. All keys go to it; Ctrl, Alt and Shift together lead out.`);
    canvas.tabIndex = 0;
  }

  /** Keys go to the guest, unless a person is somewhere else. */
  focus() {
    if (document.querySelector("dialog[open], :popover-open") === null) this.connection.focus();
  }

  stop() {
    this.#room.disconnect();
    this.connection.stop();
    hideNotice();
  }
}
