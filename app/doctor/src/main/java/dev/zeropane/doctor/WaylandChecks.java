// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import dev.zeropane.doctor.Finding.Status;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.wayland.CompositorSocket;
import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleManagerV1;
import dev.zeropane.wayland.protocol.extension.WpViewporter;
import dev.zeropane.wayland.protocol.extension.XdgWmBase;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufV1;
import dev.zeropane.wayland.protocol.extension.ZxdgDecorationManagerV1;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Checks whether there is a Wayland session, and whether its compositor takes dma-bufs.
final class WaylandChecks {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String DMABUF = ZwpLinuxDmabufV1.INTERFACE.name();

    /// The globals for windows, their scale and their frame.
    private static final List<String> WINDOW_GLOBALS =
            Stream.of(
                            XdgWmBase.INTERFACE,
                            WpViewporter.INTERFACE,
                            WpFractionalScaleManagerV1.INTERFACE,
                            ZxdgDecorationManagerV1.INTERFACE)
                    .map(Interface::name)
                    .toList();

    private WaylandChecks() {}

    static List<Finding> examine(Host host) {
        Optional<Path> socket = CompositorSocket.find(name -> host.variable(name).orElse(""));
        if (socket.isEmpty()) {
            Finding finding =
                    host.variable("WAYLAND_DISPLAY")
                            .map(display ->
                                    finding(
                                            Status.WARN,
                                            "WAYLAND_DISPLAY="
                                                    + display
                                                    + ", but XDG_RUNTIME_DIR is not set"))
                            .orElseGet(() -> finding(Status.INFO, "no session here"));
            return List.of(finding, unknown());
        }
        try {
            Map<String, Integer> globals = CompositorInquiry.ask(socket.get(), TIMEOUT);
            return List.of(answers(socket.get(), globals), dmabuf(globals));
        } catch (LinuxException | IOException e) {
            return List.of(
                    finding(Status.WARN, "no window can be opened: " + e.getMessage())
                            .remedy(
                                    "start from a Wayland session, or name its socket with WAYLAND_DISPLAY"),
                    unknown());
        }
    }

    private static Finding answers(Path socket, Map<String, Integer> globals) {
        List<String> missing =
                WINDOW_GLOBALS.stream().filter(name -> !globals.containsKey(name)).toList();
        String without = missing.isEmpty() ? "" : ", without " + String.join(", ", missing);
        return finding(Status.OK, socket + " answers" + without)
                .value("socket", socket.toString())
                .value("offered", WINDOW_GLOBALS.stream().filter(globals::containsKey).toList())
                .value("missing", missing);
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
