// SPDX-License-Identifier: Apache-2.0
// The page's address: its fragment has the token, and what is looked at. A fragment never leaves the browser: no
// server and no log sees it.

/** What a fragment says. One that is a token alone leads to the wall, or to the only guest. */
export function parse(fragment) {
  const text = fragment.replace(/^#/, "");
  if (!text.includes("=")) return { token: text, guest: null, screen: 0 };
  const fields = new URLSearchParams(text);
  return {
    token: fields.get("token") ?? "",
    guest: fields.get("guest"),
    screen: Number.parseInt(fields.get("screen") ?? "0", 10) || 0,
  };
}

/** The fragment that leads to a guest's screen, or to the wall. */
export function format({ token, guest = null, screen = 0 }) {
  const fields = new URLSearchParams({ token });
  if (guest !== null) {
    fields.set("guest", guest);
    if (screen !== 0) fields.set("screen", String(screen));
  }
  return `#${fields}`;
}
