// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.kernel.KernelParameter;
import java.nio.file.Path;
import java.util.OptionalLong;

/// The kernel's limits for one dma-buf. Root may change both while the kernel runs.
///
/// @param entries runs of pages (`udmabuf.list_limit`)
/// @param bytes (`udmabuf.size_limit_mb`)
public record UdmabufLimits(long entries, long bytes) {
    /// Where the kernel keeps them. Before Linux 5.14 they are constants that cannot be read.
    public static final Path PARAMETERS = Path.of("/sys/module/udmabuf/parameters");

    static final String LIST_LIMIT = "list_limit";
    static final String SIZE_LIMIT_MB = "size_limit_mb";

    private static final long DEFAULT_ENTRIES = 1024;
    private static final long DEFAULT_MEBIBYTES = 64;
    private static final long MEBIBYTE = 1 << 20;

    /// The kernel copies the list in one allocation of at most 4 MiB, header included.
    private static final long MAX_ENTRIES = ((4 << 20) - 8) / 24;

    /// The limits of now.
    public static UdmabufLimits current() {
        return read(PARAMETERS);
    }

    /// Reads the limits from a directory like [#PARAMETERS].
    public static UdmabufLimits read(Path parameters) {
        return of(
                KernelParameter.readNumber(parameters.resolve(LIST_LIMIT)),
                KernelParameter.readNumber(parameters.resolve(SIZE_LIMIT_MB)));
    }

    /// The limits as the kernel interprets its parameters; its defaults where they cannot be read.
    static UdmabufLimits of(OptionalLong listLimit, OptionalLong sizeLimitMb) {
        long entries = listLimit.orElse(DEFAULT_ENTRIES);
        long mebibytes = sizeLimitMb.orElse(DEFAULT_MEBIBYTES);
        // The kernel compares both as unsigned numbers, though they are signed: a negative one is
        // no limit.
        return new UdmabufLimits(
                entries < 0 ? MAX_ENTRIES : Math.min(entries, MAX_ENTRIES),
                mebibytes < 0 ? Long.MAX_VALUE : mebibytes * MEBIBYTE);
    }

    /// How to make the kernel accept that many runs.
    public static String entriesRemedy(long needed) {
        if (needed > MAX_ENTRIES) {
            return "no limit helps, as the kernel takes a list of at most %d: use fewer, larger runs"
                    .formatted(MAX_ENTRIES);
        }
        return raise(LIST_LIMIT, Math.max(8192, powerOfTwo(needed)));
    }

    /// How to make the kernel accept that many bytes.
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
