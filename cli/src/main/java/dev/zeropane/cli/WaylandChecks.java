package dev.zeropane.cli;

import dev.zeropane.cli.Finding.Status;
import dev.zeropane.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether there is a Wayland session, and whether it takes dma-bufs.
final class WaylandChecks {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final String DMABUF = "zwp_linux_dmabuf_v1";

    private WaylandChecks() {}

    static List<Finding> examine(Host host) {
        Optional<String> display = host.variable("WAYLAND_DISPLAY");
        Path name = Path.of(display.orElse("wayland-0"));
        Optional<Path> socket =
                name.isAbsolute()
                        ? Optional.of(name)
                        : host.variable("XDG_RUNTIME_DIR").map(Path::of).map(d -> d.resolve(name));
        if (socket.isEmpty() || (display.isEmpty() && !Files.exists(socket.get()))) {
            String text =
                    display.isPresent()
                            ? "WAYLAND_DISPLAY=" + name + ", but XDG_RUNTIME_DIR is not set"
                            : "no session here";
            return List.of(
                    finding(display.isPresent() ? Status.WARN : Status.INFO, text), unknown());
        }
        try {
            Map<String, Integer> globals = WaylandGlobals.of(socket.get(), LIMIT);
            return List.of(
                    finding(Status.OK, socket.get() + " answers")
                            .value("socket", socket.get().toString()),
                    dmabuf(globals));
        } catch (LinuxException | IOException e) {
            return List.of(
                    finding(Status.WARN, "no window can be opened: " + e.getMessage())
                            .remedy(
                                    "start from a Wayland session, or name its socket with WAYLAND_DISPLAY"),
                    unknown());
        }
    }

    private static Finding dmabuf(Map<String, Integer> globals) {
        Integer version = globals.get(DMABUF);
        return version != null
                ? new Finding(
                                "wayland-dmabuf",
                                "Wayland dma-buf",
                                Status.OK,
                                DMABUF + " version " + version)
                        .value("version", version)
                : new Finding(
                                "wayland-dmabuf",
                                "Wayland dma-buf",
                                Status.WARN,
                                "no " + DMABUF + ": frames are copied to this compositor")
                        .remedy("use a compositor that draws with a GPU (weston: --renderer=gl)");
    }

    private static Finding finding(Status status, String text) {
        return new Finding("wayland", "Wayland", status, text);
    }

    private static Finding unknown() {
        return new Finding(
                "wayland-dmabuf", "Wayland dma-buf", Status.INFO, "no compositor to ask");
    }
}
