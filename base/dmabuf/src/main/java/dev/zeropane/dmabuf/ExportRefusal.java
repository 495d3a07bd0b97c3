// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Budget;
import java.util.Locale;

/// Why pages cannot be exported as a dma-buf, and what to do about it. The kernel answers most of
/// these cases with a bare EINVAL or EBADFD.
///
/// @param reason the broken rule, with the numbers that matter
/// @param remedy what a person can do
public record ExportRefusal(Kind kind, String reason, String remedy) {
    /// The rule that was broken.
    public enum Kind {
        /// ENOENT: the kernel has no udmabuf, or a container hides it.
        NO_DEVICE,
        /// EACCES: the user may not open the device.
        NO_PERMISSION,
        /// EPERM: a device cgroup or sandbox forbids the device.
        DEVICE_FORBIDDEN,
        /// The device exists and could not be opened for another reason.
        DEVICE_FAILED,
        /// There are no pages at all.
        EMPTY,
        /// A run does not begin and end at a page boundary.
        UNALIGNED,
        /// A run ends behind the end of its file.
        PAST_END,
        /// A file cannot have seals, so it is not a memfd.
        NOT_A_MEMFD,
        /// F_SEAL_SHRINK is missing.
        NOT_SEALED,
        /// F_SEAL_WRITE or F_SEAL_FUTURE_WRITE is set.
        WRITE_SEALED,
        /// This kernel does not take files of huge pages, or some of its importers read them wrong.
        HUGE_PAGES,
        /// More runs than `udmabuf.list_limit`.
        TOO_MANY_RUNS,
        /// More bytes than `udmabuf.size_limit_mb`.
        TOO_LARGE,
        /// More bytes than are left of the [Budget].
        OVER_BUDGET,
        /// Pages may be removed from the file while a dma-buf holds them, as by a guest's balloon:
        /// file and dma-buf would then have different pages. Only the file's user knows of that, so
        /// [UdmabufExporter] never reports it.
        PAGES_COME_AND_GO,
        /// Memory or descriptors are used up.
        OUT_OF_RESOURCES,
        /// The kernel refuses the pages, though they keep every known rule.
        KERNEL_REFUSED;

        /// The kind as programs read it, such as `too-many-runs`.
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static ExportRefusal overBudget(long bytes, Budget budget) {
        return new ExportRefusal(
                Kind.OVER_BUDGET,
                "needs %d bytes of pinned memory, and %d of %d are in use"
                        .formatted(bytes, budget.used(), budget.limit()),
                "close other dma-bufs, or raise the budget's limit");
    }

    @Override
    public String toString() {
        return reason + "; " + remedy;
    }
}
