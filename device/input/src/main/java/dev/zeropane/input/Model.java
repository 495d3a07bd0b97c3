// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.display.InputEvent;
import dev.zeropane.input.protocol.EvdevEvent;

/// The specific part of a kind of device.
interface Model {
    Capabilities capabilities();

    /// Translates an event to changes; ignores events for other kinds of devices. Any thread, one
    /// call at a time.
    void input(InputEvent event, ChangeSink changes);

    /// The driver sent a status event, with any values. Device thread.
    default void status(EvdevEvent event) {}

    /// The driver is gone. Device thread.
    default void reset() {}
}
