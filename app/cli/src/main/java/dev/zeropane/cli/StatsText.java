// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.control.Fields;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The numbers of a device for a person to read.
final class StatsText {
    private static final long KIBIBYTE = 1024;

    /// By docs/control-socket.md.
    private static final String VGA = "vga";

    private StatsText() {}

    static void print(PrintWriter out, Fields stats) {
        boolean vga = stats.find("device").filter(VGA::equals).isPresent();
        out.println(
                "%s  pid %d%s  up %s"
                        .formatted(
                                stats.text("name"),
                                stats.number("pid"),
                                stats.find("vmm").map(pid -> "  VMM " + pid).orElse(""),
                                time(stats.number("uptimeSeconds"))));
        out.println(vga ? "VGA  " + pinned(stats) : resources(stats));
        if (!vga) {
            out.println(
                    "for no screen: transfers %d  copied %s"
                            .formatted(
                                    stats.number("unseenTransfers"),
                                    size(stats.number("unseenBytesCopied"))));
        }
        stats.find("leds").ifPresent(_ -> out.println("leds: " + leds(stats.texts("leds"))));
        for (Fields scanout : stats.objects("scanouts")) {
            out.println("screen " + scanout.number("scanout") + ": " + picture(scanout));
            scanout.find("dmabufRefusal").ifPresent(why -> out.println("  not exported: " + why));
            out.println("  " + (vga ? found(scanout) : done(scanout)));
            scanout.objects("displays").forEach(display -> out.println("  " + shown(display)));
        }
    }

    private static String resources(Fields stats) {
        Fields memory = stats.object("hostMemory");
        Fields mappings = stats.object("mappings");
        return "resources %d  host memory %s of %s  mappings %d of %d  %s  guest faults %d"
                .formatted(
                        stats.number("resources"),
                        size(memory.number("used")),
                        size(memory.number("limit")),
                        mappings.number("used"),
                        mappings.number("limit"),
                        pinned(stats),
                        stats.number("guestFaults"));
    }

    /// As on a keyboard: `caps lock, num lock`.
    private static String leds(List<String> on) {
        return on.isEmpty() ? "off" : String.join(", ", on).replace('-', ' ');
    }

    private static String pinned(Fields stats) {
        Fields pinned = stats.object("pinned");
        return "pinned %s of %s"
                .formatted(size(pinned.number("used")), size(pinned.number("limit")));
    }

    /// What a guest did with a screen of its virtio-gpu.
    private static String done(Fields scanout) {
        return "flips %d  refreshes %d  flushes %d  transfers %d  cursors %d  copied %s"
                .formatted(
                        scanout.number("flips"),
                        scanout.number("refreshes"),
                        scanout.number("flushes"),
                        scanout.number("transfers"),
                        scanout.number("cursors"),
                        size(scanout.number("bytesCopied")));
    }

    /// What was found out about a VGA's screen.
    private static String found(Fields scanout) {
        return "modes %d  flips %d  changes %d  frames %d  compared %d rows, %s  copied %s"
                .formatted(
                        scanout.number("modeChanges"),
                        scanout.number("flips"),
                        scanout.number("changes"),
                        scanout.number("frames"),
                        scanout.number("rowsCompared"),
                        size(scanout.number("bytesCompared")),
                        size(scanout.number("bytesCopied")));
    }

    private static String shown(Fields display) {
        return "on %s: shown %d  dropped %d  copied %s"
                .formatted(
                        display.text("display"),
                        display.number("shown"),
                        display.number("dropped"),
                        size(display.number("bytesCopied")));
    }

    private static String picture(Fields scanout) {
        return size(scanout)
                .map(size ->
                        size
                                + " "
                                + scanout.text("fourcc")
                                + scanout.find("storage").map(storage -> ", " + storage).orElse("")
                                + scanout.find("reason").map(r -> " (" + r + ")").orElse("")
                                + ", dma-buf: "
                                + scanout.text("dmabuf"))
                .orElse("off");
    }

    /// The size of a screen's picture, if it shows one.
    static Optional<String> size(Fields scanout) {
        return scanout.find("width")
                .map(_ -> scanout.number("width") + "x" + scanout.number("height"));
    }

    static String time(long seconds) {
        Duration time = Duration.ofSeconds(seconds);
        return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    private static String size(long bytes) {
        if (bytes < KIBIBYTE) {
            return bytes + " B";
        }
        double size = bytes;
        int unit = -1;
        while (size >= KIBIBYTE && unit < 3) {
            size /= KIBIBYTE;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", size, "KMGT".charAt(unit))
                .replace(".0 ", " ");
    }
}
