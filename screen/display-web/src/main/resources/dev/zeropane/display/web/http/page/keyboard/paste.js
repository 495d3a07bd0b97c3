// SPDX-License-Identifier: Apache-2.0
// The dialog that types a text into the guest.
import { keyFor, normalize, untypable } from "./us-keyboard.js";
import { typeText } from "./typing.js";
import { announce } from "../announce.js";

const byId = (id) => document.getElementById(id);
const dialog = byId("paste-dialog");
const text = byId("paste-text");
const go = byId("paste-go");

/** @param connection says where keys go; `done` is called when the dialog has closed */
export function setUpPaste(connection, done) {
  let typing = null;

  text.addEventListener("input", sayWhatIsLost);
  byId("paste-cancel").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    typing?.abort();
    text.value = "";
    done();
  });
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    typing = new AbortController();
    go.disabled = true;
    go.textContent = "Typing…";
    const count = await typeText(connection(), text.value, typing.signal);
    announce(`${count} characters were typed`);
    typing = null;
    if (dialog.open) dialog.close();
  });

  return async () => {
    go.textContent = "Type";
    text.value = await clipboard();
    sayWhatIsLost();
    dialog.showModal();
    text.select();
  };
}

/** What a person has copied, if the browser tells us and the person agrees. */
async function clipboard() {
  try {
    const permission = await navigator.permissions.query({ name: "clipboard-read" });
    return permission.state === "granted" ? await navigator.clipboard.readText() : "";
  } catch {
    return "";
  }
}

function sayWhatIsLost() {
  const lost = untypable(text.value);
  go.disabled = ![...normalize(text.value)].some(keyFor);
  byId("paste-warning").textContent =
    lost.length === 0 ? "" : `A US keyboard cannot type ${lost.slice(0, 12).join(" ")}${lost.length > 12 ? " …" : ""}: left out.`;
}
