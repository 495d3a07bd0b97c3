// SPDX-License-Identifier: Apache-2.0
// One screen of a guest, shown in an element: an RFB connection that comes back by itself.
import RFB from "./novnc/core/rfb.js";
import { encodings } from "./novnc/core/encodings.js";

/** The quality that asks for none: then the server loses nothing. noVNC always names one of 0 to 9. */
export const EXACT = 9;

// How a WebSocket ends when its guest does, or its server, and not the network.
const FAREWELL = [1000, 1001];

const RETRY_MS = [400, 1000, 2000, 4000, 5000];

const sendEncodings = RFB.messages.clientEncodings;
RFB.messages.clientEncodings = (socket, wanted) => {
  const exact = wanted.includes(encodings.pseudoEncodingQualityLevel0 + EXACT);
  sendEncodings(socket, exact ? wanted.filter((encoding) => !isQuality(encoding)) : wanted);
};

// The connections by noVNC's sockets. A server that shares a clipboard says what it does of that, and noVNC answers.
const connections = new WeakMap();
const sendCaps = RFB.messages.extendedClipboardCaps;
RFB.messages.extendedClipboardCaps = (socket, actions, formats) => {
  sendCaps(socket, actions, formats);
  connections.get(socket)?.serverSharesClipboard();
};

// "Is there a text?", which noVNC answers, and never asks.
const PEEK = new Uint8Array([0x04, 0, 0, 0]);

function isQuality(encoding) {
  return encoding >= encodings.pseudoEncodingQualityLevel0 && encoding <= encodings.pseudoEncodingQualityLevel9;
}

/**
 * Events: "state", when `state` has changed ("connecting", "connected", "lost", "refused"); "size", when the
 * picture has another size; "name", when the guest has another name; "sharing", when the server is known to share the
 * guest's clipboard; "text" with the text as `detail`, when the guest has copied it.
 */
export class Connection extends EventTarget {
  state = "connecting";
  /** Why it was refused, in the server's words. */
  reason = "";
  /** How many bytes came, over all connections. */
  received = 0;
  name = "";
  /** The server ended the last connection, and did not just vanish. */
  farewell = false;

  #element;
  #open;
  #settings;
  #rfb = null;
  #tries = 0;
  #timer = 0;
  #stopped = false;
  #sharing = false;

  /**
   * @param element that the picture fills
   * @param open makes a WebSocket
   * @param settings noVNC's properties, by their names
   */
  constructor(element, open, settings) {
    super();
    this.#element = element;
    this.#open = open;
    this.#settings = { ...settings };
    this.#connect();
  }

  #connect() {
    this.#say(this.#tries === 0 ? "connecting" : this.state);
    const socket = this.#open();
    socket.addEventListener("message", (event) => { this.received += event.data.byteLength; });
    socket.addEventListener("close", (event) => { this.farewell ||= FAREWELL.includes(event.code); });
    const rfb = new RFB(this.#element, socket);
    this.#rfb = rfb;
    connections.set(rfb._sock, this);
    rfb.addEventListener("clipboard", ({ detail }) => {
      this.dispatchEvent(new CustomEvent("text", { detail: detail.text }));
    });
    Object.assign(rfb, this.#settings);
    rfb.background = "transparent";
    this.#watchSize(rfb);
    rfb.addEventListener("connect", () => {
      this.#tries = 0;
      this.farewell = false;
      this.#dropLastPicture();
      this.#say("connected");
    });
    rfb.addEventListener("desktopname", (event) => {
      this.name = event.detail.name;
      this.dispatchEvent(new Event("name"));
    });
    rfb.addEventListener("securityfailure", (event) => {
      this.reason = event.detail.reason ?? "";
      this.#say("refused");
    });
    rfb.addEventListener("disconnect", () => this.#disconnected(rfb));
  }

  #disconnected(rfb) {
    if (rfb !== this.#rfb) return;
    this.#rfb = null;
    this.#sharing = false;
    if (this.#stopped) return;
    if (this.state !== "refused") this.#say("lost");
    const wait = RETRY_MS[Math.min(this.#tries++, RETRY_MS.length - 1)];
    this.#timer = setTimeout(() => this.#connect(), wait);
  }

  /** noVNC says nothing of a new size, but its canvas has it. What is left of the last picture shows until then. */
  #watchSize(rfb) {
    const canvas = this.canvas;
    new MutationObserver(() => {
      if (rfb === this.#rfb) this.dispatchEvent(new Event("size"));
    }).observe(canvas, { attributes: true, attributeFilter: ["width", "height"] });
    rfb.addEventListener("disconnect", () => {
      if (!this.#stopped && canvas.width > 0) this.#keepLastPicture(canvas);
    });
  }

  #keepLastPicture(canvas) {
    this.#dropLastPicture();
    canvas.removeAttribute("style");
    canvas.removeAttribute("role");
    canvas.setAttribute("aria-hidden", "true");
    canvas.className = "last";
    this.#element.append(canvas);
  }

  #dropLastPicture() {
    this.#element.querySelector("canvas.last")?.remove();
  }

  #say(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }

  get canvas() {
    return this.#element.querySelector("canvas:not(.last)");
  }

  /** The picture's size; 0 by 0 before there is one. */
  get size() {
    const { width = 0, height = 0 } = this.canvas ?? {};
    return { width, height };
  }

  /** Changes properties of noVNC, now and for the connections to come. */
  set(settings) {
    Object.assign(this.#settings, settings);
    if (this.#rfb) Object.assign(this.#rfb, settings);
  }

  sendKey(keysym, code, down) {
    this.#rfb?.sendKey(keysym, code, down);
  }

  serverSharesClipboard() {
    this.#sharing = true;
    this.dispatchEvent(new Event("sharing"));
  }

  /** Whether texts can be given and asked for. */
  get sharing() {
    return this.#sharing && this.#rfb !== null;
  }

  /** Gives the guest a text that was copied here. */
  giveText(text) {
    if (this.sharing) this.#rfb.clipboardPasteFrom(text);
  }

  /** Has the guest's text come, if there is one. */
  askForText() {
    if (this.sharing) RFB.messages.clientCutText(this.#rfb._sock, PEEK, true);
  }

  focus() {
    this.#rfb?.focus({ preventScroll: true });
  }

  /** Does not wait any longer. */
  retry() {
    if (this.#rfb !== null || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#tries = 1;
    this.#connect();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const rfb = this.#rfb;
    this.#rfb = null;
    rfb?.disconnect();
    this.#dropLastPicture();
  }
}
