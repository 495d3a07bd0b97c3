// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

/// Which lights of its keyboard a guest has switched on.
public record Lights(boolean scrollLock, boolean numLock, boolean capsLock) {
    /// None is on: so it is at first, and without a guest.
    public static final Lights OFF = new Lights(false, false, false);
}
