// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.selection;

import dev.zeropane.testkit.wayland.server.Client;
import java.util.Optional;

/// A client's object that is told of a selection.
interface Taker {
    Client client();

    /// Announces it to the client, and says nothing of what for.
    int announce(Offered offered);

    /// @param offered nothing if there is no selection
    void select(Optional<Offered> offered);
}
