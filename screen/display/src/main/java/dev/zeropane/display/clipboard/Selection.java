// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.clipboard;

/// Which clipboard: desktops have two.
public enum Selection {
    /// What "copy" writes and "paste" reads.
    CLIPBOARD,
    /// What is marked; the middle button pastes it.
    PRIMARY
}
