// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.clipboard;

import dev.zeropane.linux.Fd;
import java.util.Optional;

/// A selection of one seat, whatever the protocol. Belongs to the connection's thread.
interface SelectionDevice {
    /// Makes a text of ours the selection.
    ///
    /// @param serial of the event that lets us
    /// @return destroys it
    Runnable select(int serial, SourceEvents events);

    /// What the compositor says of the selection.
    interface Events {
        /// @param offer nothing if there is no selection any more; valid until the next call
        void selected(Optional<HostOffer> offer);
    }

    /// What the compositor says of a text of ours.
    interface SourceEvents {
        /// Somebody pastes it.
        ///
        /// @param pipe to write to, of any kind, to be closed by who is called
        void wanted(String type, Fd pipe);

        /// Somebody else has made something the selection. It has to be destroyed.
        void cancelled();
    }
}
