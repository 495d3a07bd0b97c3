package dev.zeropane.it;

/// A QEMU, and the graphics cards of two machines to compare: one of ours, and its own.
enum Setup {
    GPU_10_0(QemuVersion.QEMU_10_0, "vhost-user-gpu-pci", "virtio-gpu-pci"),
    GPU_11_1(QemuVersion.QEMU_11_1, "vhost-user-gpu-pci", "virtio-gpu-pci"),

    /// With a VGA beside, as firmware of old wants it. The VGA's hole splits guest memory, so we
    /// are given two regions.
    VGA_10_0(QemuVersion.QEMU_10_0, "vhost-user-vga", "virtio-vga"),
    VGA_11_1(QemuVersion.QEMU_11_1, "vhost-user-vga", "virtio-vga");

    private final QemuVersion version;
    private final String card;
    private final String oracleCard;

    Setup(QemuVersion version, String card, String oracleCard) {
        this.version = version;
        this.card = card;
        this.oracleCard = oracleCard;
    }

    QemuVersion version() {
        return version;
    }

    /// The name of our card.
    String card() {
        return card;
    }

    /// The name of QEMU's own card.
    String oracleCard() {
        return oracleCard;
    }

    @Override
    public String toString() {
        return card + "-" + version;
    }
}
