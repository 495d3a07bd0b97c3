package dev.zeropane.cli;

import dev.zeropane.control.FrameMessage;
import dev.zeropane.display.Sharing;
import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.PinBudget;
import dev.zeropane.gpu.GpuStats;
import dev.zeropane.gpu.ScanoutStats;
import dev.zeropane.gpu.Storage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A device's numbers as members of a JSON object (docs/control-socket.md).
final class StatsJson {
    private StatsJson() {}

    static Map<String, Object> of(GpuStats stats, PinBudget pinned, long guestFaults) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("resources", stats.resources());
        members.put("hostMemory", used(stats.hostMemoryUsed(), stats.hostMemoryLimit()));
        members.put("mappings", used(stats.mappingsUsed(), stats.mappingsLimit()));
        members.put("pinned", used(pinned.used(), pinned.limit()));
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

    private static Map<String, Object> used(long used, long limit) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("used", used);
        members.put("limit", limit);
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
        List<Map<String, Object>> displays = new ArrayList<>();
        for (ScanoutStats.OnDisplay display : stats.displays()) {
            Map<String, Object> numbers = new LinkedHashMap<>();
            numbers.put("display", display.display());
            numbers.put("shown", display.stats().shown());
            numbers.put("dropped", display.stats().dropped());
            numbers.put("bytesCopied", display.stats().bytesCopied());
            displays.add(numbers);
        }
        members.put("displays", displays);
        return members;
    }

    private static void picture(Map<String, Object> members, ScanoutStats.Picture picture) {
        members.put("width", picture.width());
        members.put("height", picture.height());
        members.put("fourcc", FrameMessage.fourcc(picture.format()));
        Storage storage = picture.storage();
        members.put("storage", storage == Storage.ALIASED ? "aliased" : "shadowed");
        if (storage != Storage.ALIASED) {
            members.put("reason", storage.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        sharing(members, picture.sharing());
    }

    private static void sharing(Map<String, Object> members, Sharing sharing) {
        switch (sharing) {
            case Sharing.Exported() -> members.put("dmabuf", "exported");
            case Sharing.NotWanted() -> members.put("dmabuf", "not-wanted");
            case Sharing.Refused(ExportRefusal refusal) -> {
                members.put("dmabuf", refusal.kind().id());
                members.put("dmabufRefusal", refusal.toString());
            }
        }
    }
}
