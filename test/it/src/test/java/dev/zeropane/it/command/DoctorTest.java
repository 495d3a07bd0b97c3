// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `zeropane doctor` on the machine of the tests.
final class DoctorTest {
    private static final Duration TO_TELL = Duration.ofSeconds(60);

    @TempDir Path directory;

    @Test
    @Tag("cli")
    void thisMachine_canShowGuests_andSaysHowToGetUdmabuf() throws IOException {
        Doctor doctor = Doctor.run(directory, Map.of());
        assertEquals(0, doctor.status());
        assertEquals(true, doctor.ok());
        for (String needed : List.of("java", "kernel", "memfd", "sockets")) {
            assertEquals("ok", doctor.check(needed).get("status"), needed);
        }
        boolean there = Files.exists(Path.of("/dev/udmabuf"));
        Map<String, Object> udmabuf = doctor.check("udmabuf");
        if (!there) {
            assertEquals("warn", udmabuf.get("status"));
            assertEquals("no-device", udmabuf.get("refusal"));
            assertTrue(udmabuf.get("remedy").toString().contains("CONFIG_UDMABUF"));
        }
        assertEquals(there, udmabuf.get("refusal") == null);
    }

    @Test
    @Tag("cli")
    void thisMachine_asText_sameFindings() throws IOException {
        Doctor doctor = Doctor.run(directory, Map.of());
        try (Program program = Doctor.start(directory, Map.of())) {
            program.awaitExit(0, TO_TELL);
            List<String> lines = program.out().lines();
            assertEquals("Guests can be shown on this machine.", lines.getLast());
            List<String> rows =
                    lines.stream().filter(l -> l.matches("(ok|warn|no|--) .*")).toList();
            assertEquals(doctor.checks().size(), rows.size(), program.out().text());
            assertEquals("", program.err().text());
        }
    }

    @Test
    @Tag("cli")
    void noHomeAndNoSession_saysTheSame() throws IOException {
        Map<String, String> nothing =
                Map.of("HOME", "", "XDG_RUNTIME_DIR", "", "PATH", "/usr/bin:/bin");
        Doctor doctor = Doctor.run(directory, nothing);
        assertEquals(0, doctor.status());
        assertEquals("info", doctor.check("wayland").get("status"));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("vm")
    void qemu_ofTheToolbox_isToldRightly(QemuVersion version) throws IOException {
        Path qemu = Files.createDirectory(directory.resolve("bin")).resolve("qemu-system-x86_64");
        Files.writeString(qemu, "#!/bin/sh\nexec '" + Toolbox.qemu(version) + "' \"$@\"\n");
        assertTrue(qemu.toFile().setExecutable(true));
        Doctor doctor =
                Doctor.run(
                        directory, Map.of("PATH", qemu.getParent() + ":" + System.getenv("PATH")));
        assertEquals("ok", doctor.check("qemu").get("status"));
        String told = doctor.check("qemu").get("version").toString();
        assertTrue(told.startsWith(version + "."), told);
        List<?> devices = (List<?>) doctor.check("qemu-devices").get("offered");
        assertTrue(devices.containsAll(List.of("vhost-user-gpu-pci", "vhost-user-vga")));
        // 10.0 is older than that device.
        assertEquals(version == QemuVersion.QEMU_11_1, devices.contains("vfio-user-pci"));
        assertTrue(((List<?>) doctor.check("qemu-displays").get("offered")).contains("dbus"));
        assertEquals(bootsWithKvm(qemu), doctor.check("kvm").get("runs"));
    }

    /// Whether the toolbox's guest gets as far as its first words.
    private boolean bootsWithKvm(Path qemu) {
        try (Program guest =
                Program.start(
                        directory,
                        Map.of(),
                        qemu.toString(),
                        "-machine",
                        "pc,accel=kvm",
                        "-m",
                        "256",
                        "-nodefaults",
                        "-display",
                        "none",
                        "-serial",
                        "stdio",
                        "-kernel",
                        Toolbox.kernel().toString(),
                        "-initrd",
                        Toolbox.initramfs().toString(),
                        "-append",
                        "console=ttyS0")) {
            return Await.until(
                    () -> "the guest's success or failure in:\n" + guest.err().text(),
                    TO_TELL,
                    () -> {
                        boolean failed = guest.err().text().contains("KVM") || !guest.isAlive();
                        boolean boots = guest.out().text().contains("ZEROPANE_READY");
                        return failed || boots ? Optional.of(boots) : Optional.empty();
                    });
        }
    }

    /// In the virtual machine of the kernel tests, as root.
    @Test
    @Tag("kernel")
    @Tag("newest-kernel")
    void kernelVm_udmabufOpens_limitsAreTheKernels() throws IOException {
        Doctor doctor = Doctor.run(directory, Map.of());
        assertEquals(0, doctor.status());
        assertEquals("ok", doctor.check("udmabuf").get("status"));
        assertFalse(doctor.check("udmabuf").containsKey("refusal"));
        Map<String, Object> limits = doctor.check("udmabuf-limits");
        assertEquals("warn", limits.get("status"));
        assertEquals(1024, limits.get("listLimit"));
        // Linux 7.3 raised the one, not the other.
        int mebibytes = (Integer) limits.get("sizeLimitMb");
        assertTrue(mebibytes == 64 || mebibytes == Integer.MAX_VALUE, limits.toString());
        String remedy = limits.get("remedy").toString();
        assertTrue(remedy.contains("udmabuf.list_limit="), remedy);
        assertEquals(mebibytes == 64, remedy.contains("udmabuf.size_limit_mb="), remedy);
        List<?> heaps = (List<?>) doctor.check("dma-heap").get("heaps");
        assertTrue(heaps.contains("system"), heaps.toString());
    }
}
