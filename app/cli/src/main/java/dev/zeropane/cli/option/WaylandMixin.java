// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.display.Display;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.wayland.WaylandDisplay;
import dev.zeropane.display.wayland.WaylandOptions;
import dev.zeropane.display.wayland.WaylandOptions.Scale;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.service.LogLimit;
import dev.zeropane.wayland.CompositorSocket;
import dev.zeropane.wayland.WaylandException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntConsumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The options of `--display wayland`, and how that display is opened.
public final class WaylandMixin {
    /// A guest can open a window again as often as somebody can close it.
    private static final LogLimit CLOSED = DisplayFaults.limited(System.Logger.Level.INFO);

    @Option(
            names = "--scale",
            paramLabel = "1:1|fit",
            converter = ScaleConverter.class,
            description = {
                "how large the picture is in its Wayland window (default: 1:1)",
                "1:1: a pixel of the guest is a pixel of the screen, if the window has room",
                "fit: as large as the window has room for"
            })
    private Scale scale = Scale.ONE_TO_ONE;

    @Option(
            names = "--no-dmabuf",
            description =
                    "copy pixels to the Wayland compositor even if it takes dma-bufs: for"
                            + " compositors that take them and then show nothing")
    private boolean noDmaBuf;

    /// Whether a session is to be found that windows can be opened in.
    public static boolean hasSession() {
        return CompositorSocket.find(System::getenv).isPresent();
    }

    /// Opens windows in the session of this process.
    ///
    /// @param input gets what is done to the guest there
    /// @param sizes told which sizes the windows are given
    /// @param closed told the number of the screen whose window somebody closed
    /// @throws CommandFailedException if that cannot be
    public Display open(InputSink input, SizeWishes sizes, IntConsumer closed) {
        Optional<Path> socket = CompositorSocket.find(System::getenv);
        if (socket.isEmpty()) {
            throw new CommandFailedException(
                    "--display wayland: no Wayland session here; start from one, or name its socket"
                            + " with WAYLAND_DISPLAY");
        }
        try {
            return WaylandDisplay.open(
                    new WaylandOptions(socket.get(), "Zeropane", scale, !noDmaBuf, input, sizes),
                    new WindowEvents(closed));
        } catch (LinuxException | WaylandException e) {
            throw new CommandFailedException(
                    "--display wayland: " + e.getMessage() + "; see zeropane doctor");
        }
    }

    /// For a device that has no input of ours, and keeps its sizes.
    ///
    /// @param count how many screens it has
    /// @param command prints where the page is
    public Screens screens(int count, CommandSpec command) {
        return new Screens(
                count,
                InputSink.NONE,
                SizeWishes.NONE,
                () -> open(InputSink.NONE, SizeWishes.NONE, WaylandMixin::sayClosed),
                Screens.printed(command));
    }

    /// What is to be known when somebody has closed a window, and the guest goes on.
    public static void sayClosed(int scanout) {
        CLOSED.log(
                "the window of screen "
                        + scanout
                        + " was closed; the guest runs on, and gets one again when it turns the"
                        + " screen on anew or changes its size, but not if that is closed within"
                        + " a minute");
    }

    private static final class WindowEvents extends DisplayFaults implements WaylandDisplay.Events {
        private final IntConsumer closed;

        private WindowEvents(IntConsumer closed) {
            this.closed = closed;
        }

        @Override
        public void windowClosed(int scanout) {
            closed.accept(scanout);
        }
    }

    /// `1:1` or `fit`.
    static final class ScaleConverter implements ITypeConverter<Scale> {
        @Override
        public Scale convert(String value) {
            return switch (value) {
                case "1:1" -> Scale.ONE_TO_ONE;
                case "fit" -> Scale.FIT;
                default ->
                        throw new TypeConversionException(
                                "'" + value + "' is not a scale: 1:1 or fit");
            };
        }
    }
}
