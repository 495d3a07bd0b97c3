// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;

/// Why the device could not be opened: failures that look alike to a user have different remedies.
final class DeviceRefusal {
    private DeviceRefusal() {}

    static ExportRefusal of(Path device, LinuxException e) {
        return switch (e.errno()) {
            case Errno.ENOENT, Errno.ENODEV ->
                    new ExportRefusal(
                            Kind.NO_DEVICE,
                            device + " does not exist",
                            "use a kernel built with CONFIG_UDMABUF=y, such as Debian 13's (no"
                                    + " module can be loaded for it); into a container, pass it"
                                    + " with --device "
                                    + device);
            case Errno.EACCES ->
                    new ExportRefusal(
                            Kind.NO_PERMISSION,
                            device + " may not be opened by this user" + owner(device),
                            "join its group (kvm, where systemd sets it up) and log in again; where"
                                    + " it is root's alone, add a udev rule: KERNEL==\"udmabuf\","
                                    + " GROUP=\"kvm\", MODE=\"0660\"");
            case Errno.EPERM ->
                    new ExportRefusal(
                            Kind.DEVICE_FORBIDDEN,
                            device + " is forbidden here by a device cgroup or sandbox",
                            "allow it: --device "
                                    + device
                                    + " for a container, DeviceAllow="
                                    + device
                                    + " rw for a systemd unit");
            default ->
                    new ExportRefusal(
                            Kind.DEVICE_FAILED, e.getMessage(), "see what the error number says");
        };
    }

    private static String owner(Path device) {
        try {
            PosixFileAttributes file = Files.readAttributes(device, PosixFileAttributes.class);
            return " (it belongs to " + file.owner().getName() + ":" + file.group().getName() + ")";
        } catch (IOException e) {
            return "";
        }
    }
}
