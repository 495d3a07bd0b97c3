// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

/// Is told of a keyboard's lights, on the device thread.
public interface Leds {
    /// A light went on or off. All are off at first, and without a guest.
    void changed(Led led, boolean on);
}
