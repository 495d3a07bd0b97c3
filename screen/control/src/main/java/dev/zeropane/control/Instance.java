// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import java.nio.file.Path;
import java.util.Optional;

/// A process that serves a guest.
///
/// @param socket its control socket
/// @param stats its statistics, or nothing if it does not answer
/// @param silence why it does not, for people: what follows its name
public record Instance(long pid, Path socket, Optional<Fields> stats, String silence) {
    /// The name of its VMM, or else of its socket.
    public String name() {
        return stats.map(answer -> answer.text("name")).orElse("gpu-" + pid);
    }

    /// Whether a person who says this name or process id means it.
    public boolean isCalled(String name) {
        return name().equals(name) || Long.toString(pid).equals(name);
    }

    @Override
    public String toString() {
        return name() + " (" + pid + ")";
    }
}
