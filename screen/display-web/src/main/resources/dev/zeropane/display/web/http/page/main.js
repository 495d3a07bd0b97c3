// SPDX-License-Identifier: Apache-2.0
// Starts the page: reads its address, and shows the wall or a guest's screen.
import { format, parse } from "./address.js";
import { Server } from "./server.js";
import { Guests } from "./guests.js";
import { Wall } from "./wall.js";
import { SAY, ScreenView } from "./screen-view.js";
import { ViewChoice } from "./view-choice.js";
import { ClipboardPanel } from "./clipboard-panel.js";
import { FiguresPanel } from "./figures-panel.js";
import { hideNotice, showNotice } from "./notice.js";
import { enterBar, hideBar, removeBar, showBar } from "./bar.js";
import { fillKeysMenu } from "./keyboard/keys-menu.js";
import { setUpFullScreen } from "./full-screen.js";
import { setUpPaste } from "./keyboard/paste.js";
import { setUpTouchKeyboard } from "./keyboard/touch-keyboard.js";
import { placeMenus } from "./menus.js";
import { watchLeaveKeys } from "./keyboard/leave-keys.js";

const byId = (id) => document.getElementById(id);
const NOBODY = { sendKey() {} };

const { token } = parse(location.hash);
const server = new Server(token);
const guests = new Guests(server);
const wall = new Wall(server, token);
let open = null;

const connection = () => open?.connection ?? NOBODY;
const backToScreen = () => open?.focus();
const leaveBar = () => {
  hideBar();
  backToScreen();
};

// ---- what is shown -----------------------------------------------------------------------------------

/** What the address asks for. Where it asks for none, the only guest, or the one that was open and has ended. */
function wanted() {
  const { guest, screen } = parse(location.hash);
  if (guest !== null) return { id: again(guest, screen), screen };
  const only = guests.list.length === 1 ? guests.list[0].id : null;
  if (open !== null && (guests.list.length === 0 || open.guest.id === only)) return { id: open.guest.id, screen: open.screen };
  return only === null ? null : { id: only, screen: 0 };
}

/** A guest that has ended and runs again is another one to the server, but has its name. */
function again(id, screen) {
  if (guests.find(id) !== undefined || open?.guest.id !== id) return id;
  const next = guests.list.find(({ name }) => name === open.guest.name);
  if (next === undefined) return id;
  history.replaceState(null, "", format({ token, guest: next.id, screen }));
  return next.id;
}

function show() {
  const what = wanted();
  if (guests.state === "refused") {
    close();
    showNotice({
      title: "This address is not valid any more",
      text: "Open the one that zeropane has printed: it ends in a # and a long word.",
    });
  } else if (what !== null) {
    showScreen(what);
  } else {
    const left = open;
    close();
    showWall();
    if (left) wall.focus(left.guest.id, left.screen);
  }
}

function showWall() {
  document.title = "Guests – Zeropane";
  const known = guests.state === "known";
  byId("wall").hidden = !known || guests.list.length === 0;
  if (known) wall.show(guests.list);
  if (guests.state === "waiting") {
    showNotice(SAY.connecting);
  } else if (!known) {
    showNotice({ ...SAY.lost, action: () => guests.ask() });
  } else if (guests.list.length === 0) {
    showNotice({ title: "No guest runs", text: "Start one, and it appears here." });
  } else {
    hideNotice();
  }
}

function showScreen({ id, screen }) {
  const guest = guests.find(id) ?? open?.guest ?? { id, name: id, screens: [] };
  if (open === null || open.guest.id !== id || open.screen !== screen) {
    close();
    byId("wall").hidden = true;
    wall.clear();
    byId("screen").hidden = false;
    open = new ScreenView(byId("screen"), {
      guest,
      screen,
      open: () => server.open(id, screen),
      view: choice.view,
      steady: () => touch.isOpen(),
      isGone: ({ farewell }) => (guests.state === "lost" ? farewell : guests.find(id) === undefined),
    });
    // What is lost may have ended: the server knows.
    open.connection.addEventListener("state", () => guests.ask());
    byId("skip").hidden = false;
    figures.start(open);
    clipboard.start(open.connection);
    showBar();
  }
  open.guest = guest;
  open.sayState();
  document.title = `${guest.name} – Zeropane`;
  byId("guest-name").textContent = guest.name;
  byId("to-wall").hidden = guests.list.length < 2;
  byId("to-wall").href = format({ token });
  showScreenChoice(guest, screen);
}

function showScreenChoice(guest, screen) {
  const select = byId("screen-choice");
  select.hidden = guest.screens.length < 2;
  if (select.options.length !== guest.screens.length) {
    select.replaceChildren(...guest.screens.map(({ index }) => new Option(`Screen ${index + 1}`, index)));
  }
  select.value = String(screen);
}

function close() {
  if (open === null) return;
  letGo();
  open.stop();
  open = null;
  figures.stop();
  clipboard.stop();
  removeBar();
  byId("screen").hidden = true;
  byId("skip").hidden = true;
}

// ---- what a person does ------------------------------------------------------------------------------

const choice = new ViewChoice((view) => { if (open) open.view = view; });
const figures = new FiguresPanel(guests);
const clipboard = new ClipboardPanel(backToScreen);
const letGo = fillKeysMenu(byId("keys-menu"), connection, backToScreen);
const touch = setUpTouchKeyboard(byId("touch-text"), byId("touch-keyboard"), connection, () => open?.adapt());
byId("paste").addEventListener("click", setUpPaste(connection, backToScreen));
setUpFullScreen(byId("full"), backToScreen);
placeMenus();
watchLeaveKeys(byId("screen"), enterBar);

byId("skip").addEventListener("click", backToScreen);
byId("hide").addEventListener("click", leaveBar);
byId("bar").addEventListener("keydown", ({ key }) => {
  if (key === "Escape") leaveBar();
});
byId("screen").addEventListener("pointerdown", hideBar);
byId("screen-choice").addEventListener("change", ({ target }) => {
  location.hash = format({ token, guest: open.guest.id, screen: Number(target.value) });
});
window.addEventListener("hashchange", () => (parse(location.hash).token === token ? show() : location.reload()));
window.addEventListener("online", () => open?.connection.retry());

guests.addEventListener("change", () => {
  show();
  if (open) figures.show(guests.find(open.guest.id)?.screens.find(({ index }) => index === open.screen));
});
show();
guests.ask();
