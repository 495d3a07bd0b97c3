// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.GpuServer;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A QEMU that was started in a way we cannot serve: one line says which option to change, and the
/// next one is served. Firmware is guest enough: memory is handed over when a driver starts.
@Tag("vm")
final class UnusableVmmTest {
    private static final Duration TO_NOTICE = Duration.ofMinutes(1);
    private static final String REMEDY = "memory-backend-memfd";

    @TempDir Path directory;

    @BeforeEach
    void toolbox() {
        Toolbox.require();
    }

    @ParameterizedTest
    @EnumSource
    void unusableMemory(QemuVersion version) {
        List<String> unusable =
                List.of(
                        "memory-backend-ram,share=on",
                        "memory-backend-file,share=on,mem-path=" + directory.resolve("ram"),
                        "memory-backend-memfd,share=on,seal=off");
        try (GpuServer server = new GpuServer(directory)) {
            for (String memory : unusable) {
                assertRefused(server, version, memory);
            }
            try (Vm _ = firmware(server, version, Vm.MEMFD)) {
                Await.untilTrue(
                        () -> "a picture of the next VMM\n" + server.process().err().text(),
                        TO_NOTICE,
                        () -> server.picture().isPresent());
            }
        }
    }

    private static void assertRefused(GpuServer server, QemuVersion version, String memory) {
        int before = server.process().err().lines().size();
        try (Vm _ = firmware(server, version, memory)) {
            server.process().err().await("the VMM is gone", before, TO_NOTICE);
        }
        List<String> said =
                server.process().err().lines().stream()
                        .skip(before)
                        .filter(line -> line.contains("error: "))
                        .toList();
        assertEquals(1, said.size(), memory + ": " + server.process().err().text());
        assertTrue(said.getFirst().contains(REMEDY), memory + ": " + said.getFirst());
        assertTrue(server.process().isAlive(), memory);
    }

    @ParameterizedTest
    @EnumSource
    void unusableMemory_once_exits(QemuVersion version) {
        try (GpuServer server = new GpuServer(directory, "--once");
                Vm _ = firmware(server, version, "memory-backend-memfd,share=on,seal=off")) {
            assertEquals(1, server.process().awaitExit(TO_NOTICE));
            assertTrue(server.process().err().text().contains(REMEDY));
        }
    }

    /// Only one of the QEMUs: Linux has to boot for it, as the firmware does not know packed rings.
    @ParameterizedTest
    @EnumSource(names = "QEMU_11_1")
    void packedRing(QemuVersion version) {
        try (GpuServer server = new GpuServer(directory);
                Vm _ =
                        Vm.start(
                                directory,
                                version,
                                Vm.MEMFD,
                                Vm.served("vhost-user-gpu-pci,packed=on", server.socket()),
                                Vm.linux(""))) {
            String line = server.process().err().await("packed", TO_NOTICE);
            assertTrue(line.contains("packed=on") || line.contains("packed=off"), line);
            assertTrue(server.process().isAlive());
            assertTrue(
                    Zeropane.messages(server.process()).size() <= 6, server.process().err().text());
        }
    }

    private static Vm firmware(GpuServer server, QemuVersion version, String memory) {
        return Vm.start(
                server.socket().getParent(),
                version,
                memory,
                Vm.served("vhost-user-gpu-pci", server.socket()),
                Vm.firmware());
    }
}
