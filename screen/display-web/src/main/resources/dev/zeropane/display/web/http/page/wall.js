// SPDX-License-Identifier: Apache-2.0
// The wall: a live picture of each screen of each guest. Only pictures that can be seen are connected.
import { Connection } from "./connection.js";
import { format } from "./address.js";

// Enough for a small picture.
const QUALITY = 4;

export class Wall {
  #server;
  #token;
  #tiles = new Map();
  #list = document.getElementById("tiles");
  #count = document.getElementById("wall-count");
  #seen = new IntersectionObserver((entries) => {
    for (const entry of entries) this.#tileOf(entry.target)?.see(entry.isIntersecting);
  }, { rootMargin: "120px" });

  constructor(server, token) {
    this.#server = server;
    this.#token = token;
    document.addEventListener("visibilitychange", () => this.#tiles.forEach((tile) => tile.update()));
  }

  #tileOf(element) {
    return [...this.#tiles.values()].find((tile) => tile.element === element);
  }

  /** Shows these guests. Tiles of those that stay are left alone, the person's focus with them. */
  show(guests) {
    const wanted = new Map(
      guests.flatMap((guest) => guest.screens.map((screen) => [`${guest.id} ${screen.index}`, { guest, screen }])),
    );
    for (const [key, tile] of this.#tiles) {
      if (!wanted.has(key)) this.#remove(key, tile);
    }
    for (const [key, { guest, screen }] of wanted) {
      if (!this.#tiles.has(key)) this.#add(key, guest, screen);
      this.#tiles.get(key).say(guest, screen);
    }
    this.#count.textContent = guests.length === 1 ? "1 runs" : `${guests.length} run`;
  }

  #add(key, guest, screen) {
    const href = format({ token: this.#token, guest: guest.id, screen: screen.index });
    const tile = new Tile(href, () => this.#server.open(guest.id, screen.index));
    this.#tiles.set(key, tile);
    this.#list.append(tile.item);
    this.#seen.observe(tile.element);
  }

  #remove(key, tile) {
    this.#seen.unobserve(tile.element);
    tile.see(false);
    tile.item.remove();
    this.#tiles.delete(key);
  }

  /** Puts the focus on a screen's picture, for who comes back from there. */
  focus(id, index) {
    this.#tiles.get(`${id} ${index}`)?.element.focus();
  }

  /** Nobody looks at the wall any more. */
  clear() {
    for (const [key, tile] of this.#tiles) this.#remove(key, tile);
  }
}

/** One picture: a link, so that Enter, a click and a click for another tab do what they do everywhere. */
class Tile {
  item = document.createElement("li");
  element = document.createElement("a");
  #open;
  #picture = newPart("div", "tile-picture");
  #frame = newPart("div", "");
  #say = newPart("p", "tile-say");
  #dot = newPart("span", "dot");
  #name = newPart("span", "tile-name");
  #size = newPart("span", "tile-size");
  #seen = false;
  #connection = null;

  constructor(href, open) {
    this.#open = open;
    this.element.className = "tile";
    this.element.href = href;
    const foot = newPart("div", "tile-foot");
    this.#picture.setAttribute("aria-hidden", "true");
    this.#picture.append(this.#frame, this.#say);
    foot.append(this.#dot, this.#name, this.#size);
    this.element.append(this.#picture, foot);
    this.item.append(this.element);
  }

  say(guest, screen) {
    const name = guest.screens.length > 1 ? `${guest.name}, screen ${screen.index + 1}` : guest.name;
    this.#name.textContent = name;
    this.#size.textContent = screen.width ? `${screen.width} × ${screen.height}` : "off";
    this.#say.textContent = screen.width ? "" : "The screen is off";
    this.element.setAttribute("aria-label", `Open ${name}`);
  }

  see(seen) {
    this.#seen = seen;
    this.update();
  }

  update() {
    const wanted = this.#seen && !document.hidden;
    if (wanted && this.#connection === null) {
      this.#connection = new Connection(this.#frame, this.#open, {
        viewOnly: true,
        focusOnClick: false,
        scaleViewport: true,
        qualityLevel: QUALITY,
      });
      this.#connection.addEventListener("state", () => this.#showState());
      this.#showState();
    } else if (!wanted && this.#connection !== null) {
      this.#connection.stop();
      this.#connection = null;
    }
  }

  #showState() {
    this.#dot.dataset.state = this.#connection?.state ?? "";
  }
}

function newPart(name, className) {
  const part = document.createElement(name);
  part.className = className;
  return part;
}
