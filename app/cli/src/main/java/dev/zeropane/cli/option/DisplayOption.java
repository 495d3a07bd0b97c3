// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.display.Display;
import dev.zeropane.display.png.PngDisplay;
import dev.zeropane.service.VmmPictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// The argument of `--display`: which display to open.
public sealed interface DisplayOption {
    /// Pictures written to a directory.
    record Png(Path directory) implements DisplayOption {}

    /// The VMM's own user interface. The service makes this one, as it lives on its thread.
    record Vmm(VmmPictures pictures) implements DisplayOption {}

    /// Windows of a Wayland compositor.
    record Wayland() implements DisplayOption {}

    /// A place for VNC viewers.
    ///
    /// @param port where; without one the first that is free
    record Vnc(OptionalInt port) implements DisplayOption {}

    /// A page for browsers.
    ///
    /// @param port where; without one the first that is free
    record Web(OptionalInt port) implements DisplayOption {}

    /// No display at all.
    record None() implements DisplayOption {}

    /// Opens the display, if this is one to be opened here.
    default Optional<Display> open(Screens screens) {
        return switch (this) {
            case Png(Path directory) -> Optional.of(new PngDisplay(directory));
            case Wayland() -> Optional.of(screens.windows().get());
            case Vnc(OptionalInt port) -> Optional.of(screens.vnc(port));
            case Web(OptionalInt port) -> Optional.of(screens.web(port));
            case Vmm _, None() -> Optional.empty();
        };
    }

    /// The VMM's own user interface, if it is one of them; the last, if several are.
    static Optional<VmmPictures> vmm(List<DisplayOption> options) {
        return options.stream()
                .filter(Vmm.class::isInstance)
                .map(Vmm.class::cast)
                .reduce((_, last) -> last)
                .map(Vmm::pictures);
    }

    /// QEMU's windows are for devices that hand it their pictures, as a virtio-gpu does.
    ///
    /// @throws ParameterException if one of them is the VMM's own user interface
    static void refuseVmm(List<DisplayOption> options, CommandLine command) {
        if (vmm(options).isPresent()) {
            throw new ParameterException(
                    command,
                    "--display vmm: QEMU has no window for a VGA of ours, as it is a vfio-user"
                            + " device; use wayland, web, vnc, png:DIR or none");
        }
    }

    /// Opens all of them, or none if one cannot be opened.
    static List<Display> open(List<DisplayOption> options, Screens screens) {
        List<Display> displays = new ArrayList<>();
        try {
            options.forEach(option -> option.open(screens).ifPresent(displays::add));
            return displays;
        } catch (RuntimeException e) {
            displays.forEach(Display::close);
            throw e;
        }
    }

    /// Reads the argument.
    final class Converter implements ITypeConverter<DisplayOption> {
        private static final int MAX_PORT = 0xffff;

        @Override
        public DisplayOption convert(String value) {
            if (value.equals("none")) {
                return new None();
            }
            if (value.equals("vmm") || value.equals("vmm,dmabuf")) {
                return new Vmm(value.equals("vmm") ? VmmPictures.PIXELS : VmmPictures.DMA_BUFS);
            }
            if (value.equals("wayland")) {
                return new Wayland();
            }
            if (value.equals("vnc")) {
                return new Vnc(OptionalInt.empty());
            }
            if (value.startsWith("vnc:")) {
                return new Vnc(OptionalInt.of(port(value)));
            }
            if (value.equals("web")) {
                return new Web(OptionalInt.empty());
            }
            if (value.startsWith("web:")) {
                return new Web(OptionalInt.of(port(value)));
            }
            if (value.startsWith("png:") && value.length() > "png:".length()) {
                return new Png(Path.of(value.substring("png:".length())));
            }
            throw new TypeConversionException(
                    "'"
                            + value
                            + "' is not a display: this version has wayland, web[:PORT], vnc[:PORT],"
                            + " vmm[,dmabuf], png:DIR and none");
        }

        /// Of a display that is followed by one.
        private static int port(String value) {
            int colon = value.indexOf(':');
            String text = value.substring(colon + 1);
            if (!text.matches("[0-9]{1,5}")
                    || Integer.parseInt(text) > MAX_PORT
                    || Integer.parseInt(text) == 0) {
                throw new TypeConversionException(
                        "'"
                                + text
                                + "' is not a port: "
                                + value.substring(0, colon)
                                + ":PORT has one from 1 to "
                                + MAX_PORT);
            }
            return Integer.parseInt(text);
        }
    }
}
