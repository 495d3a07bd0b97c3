// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// The socket of the session's compositor, by the rules of libwayland's `wl_display_connect`.
public final class CompositorSocket {
    private static final String DEFAULT = "wayland-0";

    private CompositorSocket() {}

    /// The socket that `WAYLAND_DISPLAY` names, a path or a name in `XDG_RUNTIME_DIR`; without it,
    /// the default socket if it exists. Only a connection shows whether a compositor listens at the
    /// socket.
    ///
    /// @param environment the variables, such as `System::getenv`
    /// @return nothing if there is no Wayland session
    public static Optional<Path> find(Function<String, String> environment) {
        Optional<Path> named = variable(environment, "WAYLAND_DISPLAY").map(Path::of);
        if (named.filter(Path::isAbsolute).isPresent()) {
            return named;
        }
        return variable(environment, "XDG_RUNTIME_DIR")
                .map(directory -> Path.of(directory).resolve(named.orElse(Path.of(DEFAULT))))
                .filter(socket -> named.isPresent() || Files.exists(socket));
    }

    private static Optional<String> variable(Function<String, String> environment, String name) {
        return Optional.ofNullable(environment.apply(name)).filter(value -> !value.isEmpty());
    }
}
