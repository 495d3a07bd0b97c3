// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.display.Display;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import java.io.PrintWriter;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/// What displays are opened for.
///
/// @param count how many screens there are
/// @param input gets what is done to the guest on a display
/// @param sizes told which sizes displays wish
/// @param windows opens windows of the Wayland session
/// @param address gets a line that says where the page is, with the token that opens it
/// @param doors where people come in who look from elsewhere
public record Screens(
        int count,
        InputSink input,
        SizeWishes sizes,
        Supplier<Display> windows,
        Consumer<String> address,
        Doors doors) {
    /// For people on this machine.
    public Screens(
            int count,
            InputSink input,
            SizeWishes sizes,
            Supplier<Display> windows,
            Consumer<String> address) {
        this(count, input, sizes, windows, address, Doors.OF_THIS_MACHINE);
    }

    /// Takes addresses to a command's output, where nothing else is.
    public static Consumer<String> printed(CommandSpec command) {
        return address -> {
            PrintWriter out = command.commandLine().getOut();
            out.println(address);
            out.flush();
        };
    }

    /// Waits for VNC viewers.
    Display vnc(OptionalInt port) {
        return VncServing.open(doors.vnc(), doors.port(port), count, input, sizes);
    }

    /// Serves the page.
    Display web(OptionalInt port) {
        return WebServing.open(doors.port(port), this);
    }
}
