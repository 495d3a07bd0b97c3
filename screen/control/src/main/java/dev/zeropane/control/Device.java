// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.input.InputTarget;
import dev.zeropane.display.Surface;
import dev.zeropane.display.clipboard.Clipboard;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/// The device of a control socket. Every method may be called on any thread and returns at once.
public interface Device {
    /// How many screens the device has.
    int scanouts();

    /// Adds a surface to one of the screens. The surface is shown the current picture before the
    /// future completes.
    CompletableFuture<Void> attach(int scanout, Surface surface);

    /// Removes an added surface. Calls that have begun may still reach it.
    void detach(Surface surface);

    /// The current statistics: members of a JSON object, in the order in which people read them.
    CompletableFuture<Map<String, Object>> stats();

    /// The guest's input devices, if they are ours.
    default Optional<InputTarget> input() {
        return Optional.empty();
    }

    /// The clipboard that the guest shares, if it does.
    default Optional<Clipboard> clipboard() {
        return Optional.empty();
    }

    /// The process id of the VMM, while there is one.
    default OptionalInt vmm() {
        return OptionalInt.empty();
    }

    /// The VMM's name, if it has one and the name is known. It is known when [#stats] has
    /// completed, unless the kernel is slow.
    default Optional<String> vmmName() {
        return Optional.empty();
    }

    /// Has somebody told whenever [#vmmName] has changed, on any thread.
    ///
    /// @param told must not block
    default void whenVmmNameChanges(Runnable told) {}
}
