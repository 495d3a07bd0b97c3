// SPDX-License-Identifier: Apache-2.0
// Says something to those who do not see the page.

let last = "";

export function announce(text) {
  if (text === last) return;
  last = text;
  document.getElementById("announcer").textContent = text;
}
