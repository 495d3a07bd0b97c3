// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.control.Fields;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a person reads of the numbers of each device, of which each has others.
final class StatsTextTest {
    private static final Map<String, Object> PROCESS =
            Map.of("name", "a guest", "pid", 7L, "vmm", 8L, "uptimeSeconds", 3723L);

    private static Map<String, Object> used(long used, long limit) {
        return Map.of("used", used, "limit", limit);
    }

    private static String text(Map<String, Object> stats) {
        Map<String, Object> all = new HashMap<>(stats);
        all.putAll(PROCESS);
        StringWriter out = new StringWriter();
        try (PrintWriter writer = new PrintWriter(out)) {
            StatsText.print(writer, new Fields(all));
        }
        return out.toString();
    }

    private static Map<String, Object> display(String name) {
        return Map.of("display", name, "shown", 5L, "dropped", 6L, "bytesCopied", 1024L);
    }

    @Test
    void gpu() {
        Map<String, Object> on = new HashMap<>();
        on.putAll(
                Map.of(
                        "scanout",
                        0L,
                        "width",
                        800L,
                        "height",
                        600L,
                        "fourcc",
                        "XR24",
                        "dmabuf",
                        "too-many-runs"));
        on.putAll(
                Map.of(
                        "storage",
                        "shadowed",
                        "reason",
                        "copy",
                        "dmabufRefusal",
                        "why; what to do"));
        on.putAll(
                Map.of(
                        "flips",
                        1L,
                        "refreshes",
                        2L,
                        "flushes",
                        3L,
                        "transfers",
                        4L,
                        "bytesCopied",
                        5L << 20,
                        "cursors",
                        6L));
        on.put("displays", List.of(display("vmm")));
        Map<String, Object> off = new HashMap<>(on);
        off.keySet().removeAll(List.of("width", "height", "dmabufRefusal"));
        off.putAll(Map.of("scanout", 1L, "displays", List.of()));
        Map<String, Object> stats =
                new HashMap<>(
                        Map.of(
                                "device",
                                "gpu",
                                "resources",
                                3L,
                                "hostMemory",
                                used(1024, 256L << 20),
                                "mappings",
                                used(4, 32765),
                                "pinned",
                                used(3 << 19, 512L << 20),
                                "guestFaults",
                                2L,
                                "unseenTransfers",
                                9L,
                                "unseenBytesCopied",
                                10L,
                                "leds",
                                List.of("caps-lock", "num-lock"),
                                "scanouts",
                                List.of(on, off)));
        stats.put("input", Map.of("keyboard", "virtio", "pointer", "qemu"));
        assertEquals(
                """
                a guest  pid 7  VMM 8  up 1:02:03
                resources 3  host memory 1 KiB of 256 MiB  mappings 4 of 32765  pinned 1.5 MiB of 512 MiB  guest faults 2
                for no screen: transfers 9  copied 10 B
                leds: caps lock, num lock
                keys go to: virtio, pointer to: qemu
                screen 0: 800x600 XR24, shadowed (copy), dma-buf: too-many-runs
                  not exported: why; what to do
                  flips 1  refreshes 2  flushes 3  transfers 4  cursors 6  copied 5 MiB
                  on vmm: shown 5  dropped 6  copied 1 KiB
                screen 1: off
                  flips 1  refreshes 2  flushes 3  transfers 4  cursors 6  copied 5 MiB
                """,
                text(stats));
    }

    @Test
    void vga() {
        Map<String, Object> screen =
                new HashMap<>(
                        Map.of(
                                "scanout",
                                0L,
                                "width",
                                640L,
                                "height",
                                480L,
                                "fourcc",
                                "RG16",
                                "dmabuf",
                                "exported"));
        screen.putAll(
                Map.of(
                        "modeChanges",
                        1L,
                        "flips",
                        2L,
                        "changes",
                        3L,
                        "frames",
                        4L,
                        "rowsCompared",
                        5L,
                        "bytesCompared",
                        6144L,
                        "bytesCopied",
                        7L));
        screen.put("displays", List.of(display("wayland")));
        assertEquals(
                """
                a guest  pid 7  VMM 8  up 1:02:03
                VGA  pinned 0 B of 512 MiB
                screen 0: 640x480 RG16, dma-buf: exported
                  modes 1  flips 2  changes 3  frames 4  compared 5 rows, 6 KiB  copied 7 B
                  on wayland: shown 5  dropped 6  copied 1 KiB
                """,
                text(
                        Map.of(
                                "device",
                                "vga",
                                "pinned",
                                used(0, 512L << 20),
                                "scanouts",
                                List.of(screen))));
    }
}
