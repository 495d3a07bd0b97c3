// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.input;

import dev.zeropane.display.InputSink;
import dev.zeropane.display.Lights;
import dev.zeropane.display.SizeWishes;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The input devices of a guest as the control socket uses them. Every method may be called on any
/// thread and returns at once.
public interface InputTarget {
    /// Takes the input, as that of the displays.
    InputSink sink();

    /// Takes the sizes that clients wish for screens; [SizeWishes#NONE] if the guest cannot be
    /// told.
    SizeWishes sizes();

    /// Whether the guest's driver of this device runs, and has read all input until now. While
    /// there is no such driver, and the VMM's own device gets the input: whether the VMM has taken
    /// it all.
    CompletableFuture<Boolean> isRead(InputPart part);

    /// Who gets what people do, by the words of the parts, for statistics.
    Map<String, Object> takers();

    /// The lights of the guest's keyboard now.
    Lights lights();

    /// Has somebody told of every change of the lights, on the device's thread, which must not wait
    /// for it.
    void whenLightsChange(Consumer<Lights> changes);
}
