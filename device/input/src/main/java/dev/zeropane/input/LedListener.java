// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

/// Gets changes of a keyboard's LEDs, on the device thread.
public interface LedListener {
    /// An LED was switched on or off. All are off at first, and without a guest.
    void changed(Led led, boolean on);
}
