// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import picocli.CommandLine.Option;

/// The option that says which graphics card a machine is given.
public final class DeviceMixin {
    @Option(
            names = "--device",
            paramLabel = "gpu|vga",
            description = {
                "the graphics card (default: gpu)",
                "gpu: a virtio-gpu",
                "vga: a bochs-display, for guests without a driver for that; needs QEMU 10.1, has"
                        + " one screen, and keeps its size"
            })
    private DeviceKind kind = DeviceKind.GPU;

    public DeviceKind kind() {
        return kind;
    }
}
