// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import dev.zeropane.wayland.protocol.WlCallback;

/// Goes on with something once a `wl_callback` has ended: it was answered, or the compositor gave
/// it up, after which no answer comes.
///
/// @param next called once, unless the connection ends first
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
