// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.options;

/// When `wl_surface.frame` is answered.
public enum FrameCallbacks {
    /// When the commit is applied.
    AT_ONCE,
    /// When the test says so: a window that is hidden.
    HELD,
    /// Never.
    NEVER
}
