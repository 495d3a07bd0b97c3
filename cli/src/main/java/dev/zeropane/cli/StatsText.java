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

    private StatsText() {}

    static void print(PrintWriter out, Fields stats) {
        Fields memory = stats.object("hostMemory");
        Fields mappings = stats.object("mappings");
        Fields pinned = stats.object("pinned");
        out.println(
                "%s  pid %d%s  up %s"
                        .formatted(
                                stats.text("name"),
                                stats.number("pid"),
                                stats.find("vmm").map(pid -> "  VMM " + pid).orElse(""),
                                time(stats.number("uptimeSeconds"))));
        out.println(
                ("resources %d  host memory %s of %s  mappings %d of %d  pinned %s of %s"
                                + "  guest faults %d")
                        .formatted(
                                stats.number("resources"),
                                size(memory.number("used")),
                                size(memory.number("limit")),
                                mappings.number("used"),
                                mappings.number("limit"),
                                size(pinned.number("used")),
                                size(pinned.number("limit")),
                                stats.number("guestFaults")));
        out.println(
                "for no screen: transfers %d  copied %s"
                        .formatted(
                                stats.number("unseenTransfers"),
                                size(stats.number("unseenBytesCopied"))));
        stats.find("leds").ifPresent(_ -> out.println("leds: " + leds(stats.texts("leds"))));
        stats.objects("scanouts")
                .forEach(scanout -> print(out, scanout.number("scanout"), scanout));
    }

    /// As on a keyboard: `caps lock, num lock`.
    private static String leds(List<String> on) {
        return on.isEmpty() ? "off" : String.join(", ", on).replace('-', ' ');
    }

    private static void print(PrintWriter out, long number, Fields scanout) {
        out.println("screen " + number + ": " + picture(scanout));
        scanout.find("dmabufRefusal").ifPresent(why -> out.println("  not exported: " + why));
        out.println(
                "  flips %d  refreshes %d  flushes %d  transfers %d  cursors %d  copied %s"
                        .formatted(
                                scanout.number("flips"),
                                scanout.number("refreshes"),
                                scanout.number("flushes"),
                                scanout.number("transfers"),
                                scanout.number("cursors"),
                                size(scanout.number("bytesCopied"))));
        for (Fields display : scanout.objects("displays")) {
            out.println(
                    "  on %s: shown %d  dropped %d  copied %s"
                            .formatted(
                                    display.text("display"),
                                    display.number("shown"),
                                    display.number("dropped"),
                                    size(display.number("bytesCopied"))));
        }
    }

    private static String picture(Fields scanout) {
        return size(scanout)
                .map(size ->
                        size
                                + " "
                                + scanout.text("fourcc")
                                + ", "
                                + scanout.text("storage")
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
