// SPDX-License-Identifier: Apache-2.0
// The clipboard that the guest shares. Texts go both ways by themselves where the browser lets the page read and write
// the person's clipboard, while the page has the focus; a text field does it everywhere.
import { announce } from "./announce.js";

/** What a guest's clipboard takes, in bytes of UTF-8. */
const MAX_BYTES = 1_048_548;

const ASK_MS = 8000;

const HOW = {
  granted: "Texts go to the guest and come from it by themselves, while this page has the focus.",
  prompt: "Paste here what the guest is to get. The browser can do that by itself, if you let it.",
  denied: "Paste here what the guest is to get.",
};

const byId = (id) => document.getElementById(id);
const button = byId("clipboard");
const menu = byId("clipboard-menu");
const field = byId("clipboard-text");

export class ClipboardPanel {
  #connection = null;
  #listening = new AbortController();
  #done;
  /** The text that guest and page both have. */
  #shared = null;
  /** What the person's clipboard had when the page last knew it. */
  #own = null;
  /** The guest's text that the browser has not let the page write yet. */
  #unwritten = null;
  #asked = null;

  /** @param done is called when the person goes back to the guest */
  constructor(done) {
    this.#done = done;
    byId("clipboard-take").addEventListener("click", () => this.#take());
    byId("clipboard-give").addEventListener("click", () => this.#send());
    byId("clipboard-allow").addEventListener("click", () => this.#allow());
    menu.addEventListener("toggle", ({ newState }) => newState === "open" && this.#opened());
    window.addEventListener("focus", () => this.#exchange());
    // Some browsers let a page write only just after a person did something.
    for (const type of ["pointerup", "keyup"]) {
      window.addEventListener(type, () => this.#unwritten !== null && this.#write(this.#unwritten), { capture: true });
    }
  }

  /** A screen is open. */
  start(connection) {
    this.#connection = connection;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    connection.addEventListener("sharing", () => this.#isShared(), { signal });
    connection.addEventListener("text", ({ detail }) => this.#received(detail), { signal });
  }

  /** None is. */
  stop() {
    this.#listening.abort();
    this.#connection = null;
    this.#shared = null;
    this.#unwritten = null;
    this.#asked?.(null);
    button.hidden = true;
    if (menu.matches(":popover-open")) menu.hidePopover();
  }

  #isShared() {
    button.hidden = false;
    this.#exchange();
  }

  // ---- by itself ---------------------------------------------------------------------------------------

  #received(text) {
    this.#shared = text;
    if (this.#asked) {
      // Nobody has copied it just now.
      this.#asked(text);
      return;
    }
    if (document.activeElement !== field) field.value = text;
    this.#write(text);
  }

  async #write(text) {
    try {
      this.#unwritten = text;
      await navigator.clipboard.writeText(text);
      this.#own = text;
      if (this.#unwritten === text) this.#unwritten = null;
    } catch {
      // It is tried again when the person comes back, or does something.
    }
  }

  /** Gives the guest what the person has copied elsewhere; if that is nothing new, takes what the guest has. */
  async #exchange() {
    if (!this.#connection?.sharing || !document.hasFocus()) return;
    const text = (await permission()) === "granted" ? await read() : null;
    if (text !== null && text !== this.#own) {
      this.#own = text;
      this.#unwritten = null;
      if (text !== "" && text !== this.#shared) this.#give(text);
    } else if (this.#unwritten !== null) {
      this.#write(this.#unwritten);
    }
  }

  /** @returns whether it could be given */
  #give(text) {
    const size = new TextEncoder().encode(text).length;
    if (size > MAX_BYTES) {
      say(`This text has ${size} bytes; a guest's clipboard takes ${MAX_BYTES}.`);
      return false;
    }
    if (!this.#connection?.sharing) {
      say("The guest is not connected.");
      return false;
    }
    say("");
    this.#shared = text;
    this.#connection.giveText(text);
    return true;
  }

  // ---- by the text field -------------------------------------------------------------------------------

  async #opened() {
    this.#showHow();
    field.value = this.#shared ?? "";
    const text = await this.#guestText();
    // The person may have begun meanwhile.
    if (field.value === "") field.value = text ?? "";
  }

  async #showHow() {
    const state = await permission();
    byId("clipboard-how").textContent = HOW[state];
    byId("clipboard-allow").hidden = state !== "prompt";
  }

  /** What is in the guest's clipboard, as far as one is told. */
  async #guestText() {
    if (this.#shared !== null) return this.#shared;
    this.#asked?.(null);
    const answer = new Promise((resolve) => {
      this.#asked = resolve;
      setTimeout(() => resolve(null), ASK_MS);
    });
    const asked = this.#asked;
    this.#connection?.askForText();
    const text = await answer;
    if (this.#asked === asked) this.#asked = null;
    return text;
  }

  async #take() {
    const text = await this.#guestText();
    if (text === null) {
      say("The guest has copied no text.");
      return;
    }
    field.value = text;
    await this.#write(text);
    if (this.#unwritten !== null && !copyField()) {
      say("The browser does not let this page copy it: do it by its own menu or keys.");
    } else {
      this.#unwritten = null;
      say("Copied from the guest.");
    }
  }

  #send() {
    if (!this.#give(lineFeeds(field.value))) return;
    announce("Sent to the guest");
    menu.hidePopover();
    this.#done();
  }

  /** The browser asks the person. */
  async #allow() {
    const text = await read();
    this.#showHow();
    if (text === null) return;
    field.value = text;
    this.#exchange();
  }
}

/** Whether the page may read what the person has copied: "granted", "prompt" or "denied". */
async function permission() {
  try {
    return (await navigator.permissions.query({ name: "clipboard-read" })).state;
  } catch {
    // A browser that asks each time.
    return "denied";
  }
}

/** What the person has copied; null if the browser does not say. */
async function read() {
  try {
    return lineFeeds(await navigator.clipboard.readText());
  } catch {
    return null;
  }
}

function lineFeeds(text) {
  return text.replace(/\r\n?/g, "\n");
}

/** The old way, which needs no permission. */
function copyField() {
  field.focus();
  field.select();
  return document.execCommand("copy");
}

/** Also to those who do not see the panel, or have it closed. */
function say(text) {
  byId("clipboard-said").textContent = text;
  if (text !== "" && !menu.matches(":popover-open")) announce(text);
}
