// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import dev.zeropane.dmabuf.PinBudget;
import dev.zeropane.gpu.GpuStats;
import dev.zeropane.gpu.ScanoutStats;
import dev.zeropane.gpu.Storage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A virtio-gpu's numbers as members of a JSON object.
final class GpuStatsJson {
    static final String DEVICE = "gpu";

    private GpuStatsJson() {}

    static Map<String, Object> of(GpuStats stats, PinBudget pinned, long guestFaults) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("device", DEVICE);
        members.put("resources", stats.resources());
        members.put("hostMemory", StatsJson.used(stats.hostMemoryUsed(), stats.hostMemoryLimit()));
        members.put("mappings", StatsJson.used(stats.mappingsUsed(), stats.mappingsLimit()));
        members.put("pinned", StatsJson.used(pinned.used(), pinned.limit()));
        members.put("guestFaults", guestFaults);
        members.put("unseenTransfers", stats.unseenTransfers());
        members.put("unseenBytesCopied", stats.unseenBytesCopied());
        List<Map<String, Object>> scanouts = new ArrayList<>();
        for (ScanoutStats scanout : stats.scanouts()) {
            scanouts.add(scanout(scanouts.size(), scanout));
        }
        members.put("scanouts", scanouts);
        return members;
    }

    private static Map<String, Object> scanout(int number, ScanoutStats stats) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("scanout", number);
        stats.picture().ifPresent(picture -> picture(members, picture));
        members.put("flips", stats.flips());
        members.put("refreshes", stats.refreshes());
        members.put("flushes", stats.flushes());
        members.put("transfers", stats.transfers());
        members.put("bytesCopied", stats.bytesCopied());
        members.put("cursors", stats.cursors());
        members.put(
                "displays",
                stats.displays().stream()
                        .map(display -> StatsJson.display(display.display(), display.stats()))
                        .toList());
        return members;
    }

    private static void picture(Map<String, Object> members, ScanoutStats.Picture picture) {
        StatsJson.picture(members, picture.width(), picture.height(), picture.format());
        Storage storage = picture.storage();
        members.put("storage", storage == Storage.ALIASED ? "aliased" : "shadowed");
        if (storage != Storage.ALIASED) {
            members.put("reason", storage.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        StatsJson.sharing(members, picture.sharing());
    }
}
