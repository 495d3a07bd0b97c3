// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import dev.zeropane.doctor.Finding.Status;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Printable;
import dev.zeropane.qemu.process.ProgramOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Checks whether KVM runs guests. On some hosts, which are virtual machines themselves, `/dev/kvm`
/// opens and makes virtual machines, but cannot run them on the processor: KVM interprets their
/// instructions, and fails at the first that it does not know. So QEMU runs a firmware that adds 1
/// and 1 in floating point, which every processor can do and no KVM interprets.
final class KvmCheck {
    private static final String DEVICE = "/dev/kvm";
    private static final String FAILURE = "KVM internal error";

    /// The size of the smallest firmware that QEMU takes; a processor starts near its end.
    private static final int SIZE = 0x10000;

    private static final int START = 0xfff0;
    private static final int TABLES = 0x40;
    private static final int FLAT = 0x60;
    private static final byte HLT = (byte) 0xf4;

    /// The exit status of a firmware that works: the device `isa-debug-exit` ends QEMU with twice
    /// the byte that it gets, plus 1.
    private static final int SUM_SENT = 2 * (2 + 40) + 1;

    private KvmCheck() {}

    static Finding examine(Host host, Optional<Path> qemu) throws InterruptedException {
        Optional<LinuxException> refused = host.open(DEVICE);
        if (refused.isPresent()) {
            return refused(host, refused.get());
        }
        if (qemu.isEmpty()) {
            return finding(
                    Status.INFO, DEVICE + " opens; whether it runs guests takes QEMU to tell");
        }
        Path firmware = null;
        try {
            firmware = Files.createTempFile("zeropane-doctor-", ".bin");
            Files.write(firmware, firmware());
            return run(qemu.get(), firmware);
        } catch (IOException e) {
            return finding(Status.INFO, DEVICE + " opens; not tried, as " + e);
        } finally {
            if (firmware != null) {
                boolean _ = firmware.toFile().delete();
            }
        }
    }

    private static Finding run(Path qemu, Path firmware) throws IOException, InterruptedException {
        ProgramOutput output =
                ProgramOutput.until(
                        FAILURE,
                        QemuChecks.TIMEOUT,
                        List.of(
                                qemu.toString(),
                                "-nodefaults",
                                "-no-user-config",
                                "-no-reboot",
                                "-display",
                                "none",
                                "-machine",
                                "pc,accel=kvm",
                                "-m",
                                "16",
                                "-bios",
                                firmware.toString(),
                                "-device",
                                "isa-debug-exit,iobase=0xf4,iosize=1"));
        if (output.status().orElse(-1) == SUM_SENT) {
            return finding(Status.OK, "runs guests").value("runs", true);
        }
        String why =
                output.text().contains(FAILURE)
                        ? "it interprets their instructions, and not all of them"
                        : output.text()
                                .lines()
                                .findFirst()
                                .map(Printable::of)
                                .orElse("QEMU said nothing");
        return finding(
                        Status.WARN,
                        DEVICE
                                + " opens, but runs no guest ("
                                + why
                                + "): they are emulated, slowly")
                .value("runs", false)
                .remedy(
                        "start QEMU with -accel tcg here; KVM needs a machine of its own, or a"
                                + " virtual one with nested virtualisation");
    }

    private static Finding refused(Host host, LinuxException e) {
        Finding finding =
                finding(Status.WARN, e.getMessage() + ": guests are emulated, slowly")
                        .value("runs", false);
        return switch (e.errno()) {
            case Errno.EACCES ->
                    finding.remedy(
                            "it is "
                                    + host.owners(DEVICE)
                                    + ": join its group and log in again; where it is root's"
                                    + " alone, add a udev rule: KERNEL==\"kvm\", GROUP=\"kvm\","
                                    + " MODE=\"0660\"");
            case Errno.EPERM ->
                    finding.remedy(
                            "allow it to the container (--device /dev/kvm) or unit (DeviceAllow)");
            default ->
                    finding.remedy(
                            "switch on VT-x or AMD-V in the firmware, and: sudo modprobe kvm_intel"
                                    + " (or kvm_amd)",
                            "in a container: --device /dev/kvm; in a virtual machine: nested"
                                    + " virtualisation");
        };
    }

    private static Finding finding(Status status, String text) {
        return new Finding("kvm", "KVM", status, text);
    }

    /// The processor maps the firmware at 0xf0000. It enters protected mode, as not every KVM runs
    /// real mode natively.
    private static byte[] firmware() {
        byte[] firmware = new byte[SIZE];
        Arrays.fill(firmware, HLT);
        put(firmware, START, "ea 0000 00f0"); // jmp f000:0000
        put(
                firmware,
                0,
                "fa" // cli
                        + "2e 66 0f 01 16 4000" // lgdt cs:[TABLES]
                        + "0f 20 c0" // mov eax, cr0
                        + "0c 01" // or al, 1: protected mode
                        + "0f 22 c0" // mov cr0, eax
                        + "66 ea 60000f00 0800"); // jmp 8:f0000 + FLAT
        put(
                firmware,
                TABLES,
                "1700 48000f00" // the table's length and place
                        + "0000" // padding
                        + "0000000000000000"
                        + "ffff0000009bcf00" // 8: code, all of memory
                        + "ffff00000093cf00"); // 16: data, all of memory
        put(
                firmware,
                FLAT,
                "66 b8 1000" // mov ax, 16
                        + "8e d8 8e c0 8e d0 8e e0 8e e8" // mov ds, es, ss, fs, gs, ax
                        + "db e3" // fninit
                        + "d9 e8 d9 e8" // fld1, fld1
                        + "de c1" // faddp
                        + "df 1d 00100000" // fistp word [1000]
                        + "a0 00100000" // mov al, [1000]
                        + "04 28" // add al, 40
                        + "e6 f4"); // out f4, al
        return firmware;
    }

    private static void put(byte[] firmware, int at, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        System.arraycopy(bytes, 0, firmware, at, bytes.length);
    }
}
