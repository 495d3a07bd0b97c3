// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.seat;

import dev.zeropane.testkit.wayland.server.Client;

/// Is told of the keyboard's focus.
public interface FocusWatcher {
    /// A client is about to get it.
    void focusComes(Client client);
}
