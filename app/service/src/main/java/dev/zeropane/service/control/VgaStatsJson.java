// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import dev.zeropane.display.ScreenStats;
import dev.zeropane.linux.Budget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A VGA's counters as members of a JSON object.
final class VgaStatsJson {
    static final String DEVICE = "vga";

    private VgaStatsJson() {}

    static Map<String, Object> of(ScreenStats stats, Budget pinned) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("device", DEVICE);
        members.put("pinned", StatsJson.used(pinned.used(), pinned.limit()));
        members.put("scanouts", StatsJson.screens(List.of(stats)));
        return members;
    }
}
