// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.shell;

import dev.zeropane.testkit.wayland.server.Server;
import java.util.ArrayList;
import java.util.List;

/// The windows of all clients, in the order they were made.
public final class Windows {
    private final List<Toplevel> all = new ArrayList<>();

    public static Windows of(Server server) {
        return server.part(Windows.class);
    }

    public List<Toplevel> all() {
        return all;
    }

    public void add(Toplevel made) {
        all.add(made);
    }

    public void remove(Toplevel gone) {
        all.remove(gone);
    }
}
