// SPDX-License-Identifier: Apache-2.0
// The menu of sizes and pictures.
import { load, save } from "./size-modes.js";

export class ViewChoice {
  view = load();

  /** @param changed is told what a person has chosen */
  constructor(changed) {
    for (const name of Object.keys(this.view)) {
      for (const input of document.querySelectorAll(`input[name="${name}"]`)) {
        input.checked = input.value === this.view[name];
        input.addEventListener("change", () => {
          this.view = { ...this.view, [name]: input.value };
          save(this.view);
          changed(this.view);
        });
      }
    }
  }
}
