// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.KernelParameter;
import java.nio.file.Path;
import java.util.OptionalLong;

/// What the kernel takes at most in one dma-buf. Root may change both while the kernel runs.
///
/// @param entries runs of pages (`udmabuf.list_limit`)
/// @param bytes (`udmabuf.size_limit_mb`)
public record UdmabufLimits(long entries, long bytes) {
    /// Where the kernel keeps them; compiled in, and not to be seen, before Linux 5.14.
    public static final Path PARAMETERS = Path.of("/sys/module/udmabuf/parameters");

    static final String LIST_LIMIT = "list_limit";
    static final String SIZE_LIMIT_MB = "size_limit_mb";

    private static final long USUAL_ENTRIES = 1024;
    private static final long USUAL_MEBIBYTES = 64;
    private static final long MEBIBYTE = 1 << 20;

    /// The kernel copies the list in one allocation of at most 4 MiB, header included.
    private static final long MAX_ENTRIES = ((4 << 20) - 8) / 24;

    /// What holds now.
    public static UdmabufLimits now() {
        return read(PARAMETERS);
    }

    /// What is written in a directory like [#PARAMETERS].
    public static UdmabufLimits read(Path parameters) {
        return of(
                KernelParameter.readNumber(parameters.resolve(LIST_LIMIT)),
                KernelParameter.readNumber(parameters.resolve(SIZE_LIMIT_MB)));
    }

    /// As the kernel understands what its parameters say, or when they cannot be seen.
    static UdmabufLimits of(OptionalLong listLimit, OptionalLong sizeLimitMb) {
        long entries = listLimit.orElse(USUAL_ENTRIES);
        long mebibytes = sizeLimitMb.orElse(USUAL_MEBIBYTES);
        // Both are signed, and compared as if they were not: below 0 there is no limit.
        return new UdmabufLimits(
                entries < 0 ? MAX_ENTRIES : Math.min(entries, MAX_ENTRIES),
                mebibytes < 0 ? Long.MAX_VALUE : mebibytes * MEBIBYTE);
    }

    /// How to let the kernel take so many runs.
    public static String entriesRemedy(long needed) {
        if (needed > MAX_ENTRIES) {
            return "no limit helps, as the kernel takes a list of at most %d: use fewer, larger runs"
                    .formatted(MAX_ENTRIES);
        }
        return raise(LIST_LIMIT, Math.max(8192, powerOfTwo(needed)));
    }

    /// How to let the kernel take so many bytes.
    public static String bytesRemedy(long needed) {
        return raise(SIZE_LIMIT_MB, powerOfTwo((needed + MEBIBYTE - 1) / MEBIBYTE));
    }

    private static long powerOfTwo(long atLeast) {
        return Long.highestOneBit(Math.max(1, atLeast - 1)) << 1;
    }

    private static String raise(String name, long value) {
        return "raise it as root with \"echo %d > %s\", or for good with udmabuf.%s=%d on the kernel's command line"
                .formatted(value, PARAMETERS.resolve(name), name, value);
    }
}
