package dev.zeropane.qemu;

/// A version of QEMU.
public record Release(int major, int minor) {
    boolean isBefore(int otherMajor, int otherMinor) {
        return major < otherMajor || (major == otherMajor && minor < otherMinor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
