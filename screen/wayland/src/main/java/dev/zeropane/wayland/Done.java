// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import dev.zeropane.wayland.protocol.WlCallback;

/// Runs an action when a `wl_callback` has ended: `done` arrived, or the compositor deleted the
/// callback without it.
///
/// @param next run once, unless the connection ends first
public record Done(Runnable next) implements Handler<WlCallback.Event> {
    @Override
    public void handle(WlCallback.Event event, Arguments arguments) {
        switch (event) {
            case DONE -> next.run();
        }
    }

    @Override
    public void givenUp() {
        next.run();
    }
}
