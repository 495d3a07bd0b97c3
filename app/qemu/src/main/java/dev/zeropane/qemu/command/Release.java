// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

/// A version of QEMU.
public record Release(int major, int minor) {
    /// @param version the full version, such as `10.0.2`
    public static Release of(String version) {
        String[] numbers = version.split("\\.", 3);
        return new Release(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    boolean isBefore(int otherMajor, int otherMinor) {
        return major < otherMajor || (major == otherMajor && minor < otherMinor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
