// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Rounds;
import java.nio.file.Path;
import java.util.List;

/// A QEMU, and the graphics cards of two machines to compare: one of ours, and its own.
public enum Setup {
    GPU_10_0(QemuVersion.QEMU_10_0, "vhost-user-gpu-pci", "virtio-gpu-pci"),
    GPU_11_1(QemuVersion.QEMU_11_1, "vhost-user-gpu-pci", "virtio-gpu-pci"),

    /// With a VGA beside, as firmware of old wants it. The VGA's hole splits guest memory, so we
    /// are given two regions.
    VGA_10_0(QemuVersion.QEMU_10_0, "vhost-user-vga", "virtio-vga"),
    VGA_11_1(QemuVersion.QEMU_11_1, "vhost-user-vga", "virtio-vga"),

    /// Our bochs-display, over vfio-user, which QEMU 10.0 does not have.
    BOCHS_11_1(QemuVersion.QEMU_11_1, "vfio-user-pci", "bochs-display");

    private final QemuVersion version;
    private final String card;
    private final String oracleCard;

    Setup(QemuVersion version, String card, String oracleCard) {
        this.version = version;
        this.card = card;
        this.oracleCard = oracleCard;
    }

    /// Where nothing depends on QEMU's version: one of them, or with `./check --long` both.
    public static List<Setup> oneGpu() {
        return Rounds.isLong() ? List.of(GPU_10_0, GPU_11_1) : List.of(GPU_11_1);
    }

    /// Each kind of card once, and both QEMUs; with `./check --long` all there are.
    public static List<Setup> eachCard() {
        return Rounds.isLong() ? List.of(values()) : List.of(GPU_10_0, VGA_11_1, BOCHS_11_1);
    }

    /// Whether firmware draws on a VGA of QEMU's, beside our card.
    public boolean hasVgaBeside() {
        return card.equals("vhost-user-vga");
    }

    QemuVersion version() {
        return version;
    }

    private boolean isVfioUser() {
        return card.equals("vfio-user-pci");
    }

    /// Starts a server of our card in a directory of its own.
    ///
    /// @param more arguments
    GpuServer serve(Path directory, String... more) {
        return isVfioUser()
                ? GpuServer.vga(directory, List.of(more))
                : new GpuServer(directory, more);
    }

    /// Arguments of QEMU for our card.
    List<String> served(Path socket) {
        return isVfioUser() ? Vm.vfioUser(socket, "") : Vm.served(card, socket);
    }

    /// Arguments of QEMU for its own card.
    ///
    /// @param properties of it, each after a comma
    List<String> oracle(String properties) {
        return List.of("-device", oracleCard + properties);
    }

    @Override
    public String toString() {
        return card + "-" + version;
    }
}
