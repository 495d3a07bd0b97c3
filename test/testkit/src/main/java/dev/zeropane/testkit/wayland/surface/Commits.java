// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.journal.Commit;
import dev.zeropane.testkit.wayland.journal.Journal;
import dev.zeropane.testkit.wayland.server.Server;

/// Every commit of every surface.
public final class Commits {
    private final Journal<Commit> journal = new Journal<>();

    public static Commits of(Server server) {
        return server.part(Commits.class);
    }

    public Journal<Commit> journal() {
        return journal;
    }
}
