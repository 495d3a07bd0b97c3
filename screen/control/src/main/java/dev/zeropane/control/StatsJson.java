// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.display.ScreenStats;
import dev.zeropane.display.Sharing;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Budget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The counters of all devices as members of JSON objects (docs/control-socket.md), for a device to
/// add to.
public final class StatsJson {
    private StatsJson() {}

    /// How much of a limit is used.
    public static Map<String, Object> used(long used, long limit) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("used", used);
        members.put("limit", limit);
        return members;
    }

    /// As [#used(long, long)], of a budget.
    public static Map<String, Object> used(Budget budget) {
        return used(budget.used(), budget.limit());
    }

    /// The counters of a device's screens.
    public static List<Map<String, Object>> screens(List<ScreenStats> screens) {
        List<Map<String, Object>> members = new ArrayList<>();
        for (ScreenStats stats : screens) {
            members.add(screen(members.size(), stats));
        }
        return members;
    }

    private static Map<String, Object> screen(int number, ScreenStats stats) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("scanout", number);
        stats.picture()
                .ifPresent(picture -> {
                    picture(members, picture.width(), picture.height(), picture.format());
                    members.putAll(picture.details());
                    sharing(members, picture.sharing());
                });
        members.putAll(stats.counts());
        members.put(
                "displays",
                stats.displays().stream()
                        .map(display -> display(display.display(), display.stats()))
                        .toList());
        return members;
    }

    /// The size and format of a screen's picture.
    private static void picture(
            Map<String, Object> members, int width, int height, PixelFormat format) {
        members.put("width", width);
        members.put("height", height);
        members.put("fourcc", FrameMessage.fourcc(format));
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

    /// The counters of a screen on a display.
    private static Map<String, Object> display(String name, SurfaceStats stats) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("display", name);
        members.put("shown", stats.shown());
        members.put("dropped", stats.dropped());
        members.put("bytesCopied", stats.bytesCopied());
        return members;
    }
}
