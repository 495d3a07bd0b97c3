// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;

/// The QEMUs, firmware and guest system of the toolbox.
public final class Toolbox {
    private Toolbox() {}

    /// Skips the test if there is no toolbox.
    public static void require() {
        assumeTrue(
                System.getProperty("zeropane.toolbox") != null
                        && System.getProperty("zeropane.guest") != null,
                "no toolbox: run ./check");
    }

    public static Path qemu(QemuVersion version) {
        return program("qemu-system-x86_64-" + version);
    }

    /// Finds a program of the toolbox by its name.
    public static Path program(String name) {
        return directory("zeropane.toolbox").resolve("bin").resolve(name);
    }

    /// How a program of the unpacked packages is started here, with their libraries.
    ///
    /// @param name within its folder for programs
    static List<String> command(String name) {
        Path libraries = root().resolve("usr/lib/x86_64-linux-gnu");
        return List.of(
                libraries.resolve("ld-linux-x86-64.so.2").toString(),
                "--inhibit-cache",
                "--library-path",
                libraries.toString(),
                root().resolve("usr/bin").resolve(name).toString());
    }

    /// The unpacked packages.
    public static Path root() {
        return directory("zeropane.toolbox").resolve("root");
    }

    /// UEFI firmware as one image for `-bios`.
    public static Path ovmf() {
        return directory("zeropane.toolbox").resolve("firmware/OVMF.fd");
    }

    /// A disc from which a BIOS boots GRUB, to its prompt.
    public static Path grub() {
        return root().resolve("usr/lib/grub-rescue/grub-rescue-cdrom.iso");
    }

    public static Path kernel() {
        return directory("zeropane.guest").resolve("vmlinuz");
    }

    public static Path initramfs() {
        return directory("zeropane.guest").resolve("initramfs");
    }

    private static Path directory(String property) {
        String directory = System.getProperty(property);
        assumeTrue(directory != null, "no toolbox: run ./check");
        return Path.of(directory);
    }
}
