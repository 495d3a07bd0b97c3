// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import java.util.ArrayList;
import java.util.List;

/// The windows of all clients, in the order they were made.
final class Windows {
    private final List<Toplevel> all = new ArrayList<>();

    static Windows of(Server server) {
        return server.part(Windows.class);
    }

    List<Toplevel> all() {
        return all;
    }

    void add(Toplevel made) {
        all.add(made);
    }

    void remove(Toplevel gone) {
        all.remove(gone);
    }
}
