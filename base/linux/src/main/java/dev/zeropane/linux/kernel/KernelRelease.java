// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.kernel;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of Linux, such as 6.12.
public record KernelRelease(int major, int minor) implements Comparable<KernelRelease> {
    private static final Path OSRELEASE = Path.of("/proc/sys/kernel/osrelease");
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final Comparator<KernelRelease> ORDER =
            Comparator.comparingInt(KernelRelease::major).thenComparingInt(KernelRelease::minor);

    /// The running kernel; 0.0 if its release cannot be read.
    public static KernelRelease running() {
        Matcher numbers = NUMBERS.matcher(KernelParameter.read(OSRELEASE).orElse(""));
        return numbers.matches()
                ? new KernelRelease(
                        Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))
                : new KernelRelease(0, 0);
    }

    @Override
    public int compareTo(KernelRelease other) {
        return ORDER.compare(this, other);
    }

    public boolean isAtLeast(int major, int minor) {
        return compareTo(new KernelRelease(major, minor)) >= 0;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
