// SPDX-License-Identifier: Apache-2.0
// Full screen. Where the browser allows it, the guest then gets even Alt+Tab and Esc; holding Esc leaves.

/** @param button is left out where there is no full screen, as on some phones */
export function setUpFullScreen(button, done) {
  if (!document.fullscreenEnabled) {
    button.hidden = true;
    return;
  }
  button.addEventListener("click", async () => {
    try {
      if (document.fullscreenElement) {
        await document.exitFullscreen();
      } else {
        await document.documentElement.requestFullscreen({ navigationUI: "hide" });
        await navigator.keyboard?.lock?.();
      }
    } catch {
      // The browser does not want to, and has said so.
    }
    done();
  });
  document.addEventListener("fullscreenchange", () => {
    const full = document.fullscreenElement !== null;
    button.setAttribute("aria-pressed", String(full));
    if (!full) navigator.keyboard?.unlock?.();
  });
}
