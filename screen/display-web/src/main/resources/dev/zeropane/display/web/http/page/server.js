// SPDX-License-Identifier: Apache-2.0
// What the page asks the server: which guests there are, and a connection to a screen. Nothing else goes out.

/** Asks with the token where no log looks: in a header, and, as browsers give WebSockets none, as a protocol's name. */
export class Server {
  #token;

  constructor(token) {
    this.#token = token;
  }

  /**
   * The guests that run: `id`, `name`, and `screens`, of which each has `index`, `width` and `height` (unless it is
   * off), and figures.
   *
   * @throws {Refused} if the token is wrong; a TypeError if nobody answers
   */
  async guests() {
    const answer = await fetch("guests", { headers: { Authorization: `Bearer ${this.#token}` }, cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) throw new Refused();
    if (!answer.ok) throw new TypeError(`the server answers ${answer.status}`);
    return (await answer.json()).guests.map(guestOf);
  }

  /** Opens a connection to a guest's screen. */
  open(guest, screen) {
    const url = new URL(`rfb/${encodeURIComponent(guest)}/${screen}`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    url.hash = "";
    return new WebSocket(url, ["binary", `token.${this.#token}`]);
  }
}

/** The token is wrong. */
export class Refused extends Error {}

/** Joins what the display says of each screen with what the device does: both are about the same one. */
function guestOf({ id, name, screens, stats }) {
  return {
    id: String(id),
    name: name ?? (id === 1 ? "Guest" : `Guest ${id}`),
    screens: screens.map((screen) => {
      const device = stats?.scanouts?.find(({ scanout }) => scanout === screen.screen);
      const { storage, reason, dmabuf } = device ?? {};
      return { index: screen.screen, storage, reason, dmabuf, ...screen };
    }),
  };
}
