package dev.zeropane.cli;

import dev.zeropane.dmabuf.PinBudget;
import dev.zeropane.vga.VgaStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A VGA's numbers as members of a JSON object.
final class VgaStatsJson {
    static final String DEVICE = "vga";

    private VgaStatsJson() {}

    static Map<String, Object> of(VgaStats stats, PinBudget pinned) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("device", DEVICE);
        members.put("pinned", StatsJson.used(pinned.used(), pinned.limit()));
        members.put("scanouts", List.of(scanout(stats)));
        return members;
    }

    private static Map<String, Object> scanout(VgaStats stats) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("scanout", 0);
        stats.picture()
                .ifPresent(picture -> {
                    StatsJson.picture(members, picture.width(), picture.height(), picture.format());
                    StatsJson.sharing(members, picture.sharing());
                });
        members.put("modeChanges", stats.modeChanges());
        members.put("flips", stats.flips());
        members.put("changes", stats.changes());
        members.put("frames", stats.frames());
        members.put("rowsCompared", stats.rowsCompared());
        members.put("bytesCompared", stats.bytesCompared());
        members.put("bytesCopied", stats.bytesCopied());
        members.put(
                "displays",
                stats.displays().stream()
                        .map(display -> StatsJson.display(display.display(), display.stats()))
                        .toList());
        return members;
    }
}
