// SPDX-License-Identifier: Apache-2.0
// The figures of a screen as people read them.

/**
 * Rows of the panel, each a name and a value.
 *
 * @param now `screen`, as server.js has it, if it is known; `received`, bytes that came here; `at`, in milliseconds
 * @param before the same, of a moment ago
 */
export function rows(now, before) {
  const seconds = (now.at - before.at) / 1000;
  const rate = (to, from) => (seconds > 0 ? Math.max(0, (to - from) / seconds) : 0);
  const list = [];
  const { screen } = now;
  if (screen) {
    list.push(["Mode", screen.width ? `${screen.width} × ${screen.height}` : "off"]);
    // The server counts what all viewers got together.
    const frames = rate(screen.shown, before.screen?.shown ?? screen.shown) / Math.max(1, screen.viewers);
    list.push(["Frames", `${frames.toFixed(0)} /s`]);
    if (screen.storage) list.push(["Picture", screen.reason ? `${screen.storage}: ${screen.reason}` : screen.storage]);
    if (screen.dmabuf) list.push(["Dma-buf", screen.dmabuf]);
    list.push(["Viewers", String(screen.viewers)], ["Sent to all", bytes(screen.bytesSent)]);
  }
  list.push(["Received", `${bytes(rate(now.received, before.received))}/s, ${bytes(now.received)}`]);
  return list;
}

/** A number of bytes as people write it. */
export function bytes(count) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`;
}
