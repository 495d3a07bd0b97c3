// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.display.InputEvent;
import dev.zeropane.input.protocol.EvdevEvent;

/// What differs from one kind of device to another.
interface Model {
    Capabilities capabilities();

    /// Makes changes of an event, or nothing if it is for another kind of device. On any thread,
    /// one at a time.
    void input(InputEvent event, Changes changes);

    /// The driver says something about the device, whatever comes to its mind. Device thread.
    default void status(EvdevEvent event) {}

    /// The driver is gone. Device thread.
    default void reset() {}
}
