// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.instance;

import dev.zeropane.control.Fields;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/// The numbers of a device for a person to read.
final class StatsText {
    private static final long KIBIBYTE = 1024;

    /// A number of a device or a screen, with the words around it.
    private record Figure(String member, String text, LongFunction<String> unit) {
        static Figure count(String member, String text) {
            return new Figure(member, text, Long::toString);
        }

        static Figure bytes(String member, String text) {
            return new Figure(member, text, StatsText::size);
        }

        String of(Fields stats) {
            return stats.find(member)
                    .map(_ -> text.formatted(unit.apply(stats.number(member))))
                    .orElse("");
        }
    }

    /// What devices count for a screen, by the names of docs/control-socket.md: each counts some of
    /// these.
    private static final List<Figure> SCREEN =
            List.of(
                    Figure.count("modeChanges", "  modes %s"),
                    Figure.count("flips", "  flips %s"),
                    Figure.count("refreshes", "  refreshes %s"),
                    Figure.count("flushes", "  flushes %s"),
                    Figure.count("transfers", "  transfers %s"),
                    Figure.count("cursors", "  cursors %s"),
                    Figure.count("changes", "  changes %s"),
                    Figure.count("frames", "  frames %s"),
                    Figure.count("rowsCompared", "  compared %s rows"),
                    Figure.bytes("bytesCompared", ", %s"),
                    Figure.bytes("bytesCopied", "  copied %s"));

    private static final List<Figure> NO_SCREEN =
            List.of(
                    Figure.count("unseenTransfers", " transfers %s"),
                    Figure.bytes("unseenBytesCopied", "  copied %s"));

    private StatsText() {}

    static void print(PrintWriter out, Fields stats) {
        out.println(
                "%s  pid %d%s  up %s"
                        .formatted(
                                stats.text("name"),
                                stats.number("pid"),
                                stats.find("vmm").map(pid -> "  VMM " + pid).orElse(""),
                                time(stats.number("uptimeSeconds"))));
        out.println(device(stats));
        String unseen = numbers(NO_SCREEN, stats);
        if (!unseen.isEmpty()) {
            out.println("for no screen: " + unseen);
        }
        stats.find("leds").ifPresent(_ -> out.println("leds: " + leds(stats.texts("leds"))));
        stats.find("input")
                .ifPresent(_ -> {
                    Fields input = stats.object("input");
                    out.println(
                            "keys go to: "
                                    + input.text("keyboard")
                                    + ", pointer to: "
                                    + input.text("pointer"));
                });
        for (Fields scanout : stats.objects("scanouts")) {
            out.println("screen " + scanout.number("scanout") + ": " + picture(scanout));
            scanout.find("dmabufRefusal").ifPresent(why -> out.println("  not exported: " + why));
            out.println("  " + numbers(SCREEN, scanout));
            scanout.objects("displays").forEach(display -> out.println("  " + shown(display)));
        }
    }

    /// What a device holds; one without resources is called by its name.
    private static String device(Fields stats) {
        String first =
                stats.find("resources")
                        .map(_ -> "resources " + stats.number("resources"))
                        .orElseGet(() -> stats.text("device").toUpperCase(Locale.ROOT));
        return first
                + used(stats, "hostMemory", "host memory", StatsText::size)
                + used(stats, "mappings", "mappings", Long::toString)
                + used(stats, "pinned", "pinned", StatsText::size)
                + Figure.count("guestFaults", "  guest faults %s").of(stats);
    }

    private static String used(
            Fields stats, String member, String name, LongFunction<String> unit) {
        if (stats.find(member).isEmpty()) {
            return "";
        }
        Fields budget = stats.object(member);
        return "  %s %s of %s"
                .formatted(
                        name,
                        unit.apply(budget.number("used")),
                        unit.apply(budget.number("limit")));
    }

    private static String numbers(List<Figure> which, Fields stats) {
        return which.stream()
                .map(figure -> figure.of(stats))
                .collect(Collectors.joining())
                .stripLeading();
    }

    /// As on a keyboard: `caps lock, num lock`.
    private static String leds(List<String> on) {
        return on.isEmpty() ? "off" : String.join(", ", on).replace('-', ' ');
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
