// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import dev.zeropane.gpu.GpuStats;
import dev.zeropane.linux.Budget;
import java.util.LinkedHashMap;
import java.util.Map;

/// A virtio-gpu's counters as members of a JSON object.
final class GpuStatsJson {
    static final String DEVICE = "gpu";

    private GpuStatsJson() {}

    static Map<String, Object> of(GpuStats stats, Budget pinned, long guestFaults) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("device", DEVICE);
        members.put("resources", stats.resources());
        members.put("hostMemory", StatsJson.used(stats.hostMemoryUsed(), stats.hostMemoryLimit()));
        members.put("mappings", StatsJson.used(stats.mappingsUsed(), stats.mappingsLimit()));
        members.put("pinned", StatsJson.used(pinned.used(), pinned.limit()));
        members.put("guestFaults", guestFaults);
        members.put("unseenTransfers", stats.unseenTransfers());
        members.put("unseenBytesCopied", stats.unseenBytesCopied());
        members.put("scanouts", StatsJson.screens(stats.scanouts()));
        return members;
    }
}
