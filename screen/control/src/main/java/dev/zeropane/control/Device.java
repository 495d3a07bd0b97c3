// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.display.Surface;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/// What the control socket asks of the device it belongs to. Every method may be called from any
/// thread and returns at once.
public interface Device {
    /// How many screens it has.
    int scanouts();

    /// Adds a surface to one of the screens. It is told what is shown before the future completes.
    CompletableFuture<Void> attach(int scanout, Surface surface);

    /// Takes an added surface away. Calls that are on their way may still arrive.
    void detach(Surface surface);

    /// The numbers of this moment: members of a JSON object, in the order a reader wants them.
    CompletableFuture<Map<String, Object>> stats();

    /// The process it serves, while there is one.
    OptionalInt vmm();

    /// What that process calls itself, if it does and that is known. When [#stats] has completed,
    /// it is, unless the kernel takes long to tell.
    Optional<String> vmmName();
}
