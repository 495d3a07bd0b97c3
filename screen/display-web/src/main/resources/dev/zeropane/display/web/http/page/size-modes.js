// SPDX-License-Identifier: Apache-2.0
// How the guest's picture and the window come to one size, and how exact the picture is. Kept for the next visit.
import { EXACT } from "./connection.js";

const KEY = "zeropane.view";
const LIGHT = 6;

/** A small touch screen would make a mode of it in which nothing fits. */
function usual() {
  const small = matchMedia("(any-pointer: coarse) and (max-width: 900px)").matches;
  return { size: small ? "fit" : "follow", picture: "exact" };
}

export function load() {
  try {
    return { ...usual(), ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return usual();
  }
}

export function save(view) {
  try {
    localStorage.setItem(KEY, JSON.stringify(view));
  } catch {
    // A browser that keeps nothing: then it is so for this visit.
  }
}

/**
 * noVNC's properties. A guest that follows may have none of that size (a firmware has few, Linux only widths of
 * certain multiples): one that is larger than the window is scaled down, one that is smaller is shown as it is.
 *
 * @param picture the guest's size now
 * @param room the window's
 * @param steady whether the window's size is not to be passed on, as it will be another one soon
 */
export function properties({ size, picture: kind }, picture, room, steady) {
  const larger = picture.width > room.width || picture.height > room.height;
  // A finger cannot use scroll bars: it moves the picture, and taps reach the guest.
  const moved = size === "real" && matchMedia("(pointer: coarse)").matches;
  return {
    clipViewport: moved,
    dragViewport: moved,
    resizeSession: size === "follow" && !steady,
    scaleViewport: size === "fit" || (size === "follow" && larger),
    qualityLevel: kind === "exact" ? EXACT : LIGHT,
  };
}
