// SPDX-License-Identifier: Apache-2.0
// The guests that run, as the server says now and then.
import { Refused } from "./server.js";

const EVERY_MS = 2000;
const FAST_MS = 1000;

/** Events: "change", after each answer, and when there is none. */
export class Guests extends EventTarget {
  list = [];
  /** "waiting" for the first answer, "known", "lost" (nobody answers), or "refused" (the token is wrong). */
  state = "waiting";
  #server;
  #fast = false;
  #timer = 0;
  #asking = false;

  constructor(server) {
    super();
    this.#server = server;
    // Nobody looks at a page that is hidden.
    document.addEventListener("visibilitychange", () => this.ask());
  }

  /** Asks more often, for figures that a person watches. */
  setFast(fast) {
    if (fast === this.#fast) return;
    this.#fast = fast;
    this.ask();
  }

  find(id) {
    return this.list.find((guest) => guest.id === id);
  }

  /** Asks now, and again later. */
  async ask() {
    clearTimeout(this.#timer);
    if (this.#asking || document.hidden) return;
    this.#asking = true;
    try {
      this.list = await this.#server.guests();
      this.state = "known";
    } catch (e) {
      this.state = e instanceof Refused ? "refused" : "lost";
    } finally {
      this.#asking = false;
    }
    this.dispatchEvent(new Event("change"));
    if (this.state !== "refused") this.#timer = setTimeout(() => this.ask(), this.#fast ? FAST_MS : EVERY_MS);
  }
}
