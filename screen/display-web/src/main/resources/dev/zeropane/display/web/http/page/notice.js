// SPDX-License-Identifier: Apache-2.0
// What is said in the middle of the page while there is no picture.
import { announce } from "./announce.js";

const byId = (id) => document.getElementById(id);
let act = () => {};
byId("notice-action").addEventListener("click", () => act());

/** @param action what the button does, if there is one */
export function showNotice({ title, text = "", busy = false, action = null }) {
  byId("notice-title").textContent = title;
  byId("notice-text").textContent = text;
  byId("notice").toggleAttribute("data-busy", busy);
  byId("notice-action").hidden = action === null;
  act = action ?? (() => {});
  byId("notice").hidden = false;
  announce(text ? `${title}. ${text}` : title);
}

export function hideNotice() {
  byId("notice").hidden = true;
}
