// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

/// Every commit of every surface.
final class Commits {
    private final Journal<Commit> journal = new Journal<>();

    static Commits of(Server server) {
        return server.part(Commits.class);
    }

    Journal<Commit> journal() {
        return journal;
    }
}
