// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Budget;
import java.util.Locale;

/// Why pages cannot be made a dma-buf, and what to do about it. The kernel answers most of these
/// with a bare EINVAL or EBADFD.
///
/// @param reason what is so, with the numbers that matter
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
        /// The device is there and could not be opened for another reason.
        DEVICE_FAILED,
        /// There are no pages at all.
        EMPTY,
        /// A run does not begin and end with a page.
        UNALIGNED,
        /// A run ends after its file.
        PAST_END,
        /// A file is none that can be sealed.
        NOT_A_MEMFD,
        /// F_SEAL_SHRINK is missing.
        NOT_SEALED,
        /// F_SEAL_WRITE or F_SEAL_FUTURE_WRITE is there.
        WRITE_SEALED,
        /// This kernel does not take files of huge pages, or some of its importers read them wrong.
        HUGE_PAGES,
        /// More runs than `udmabuf.list_limit`.
        TOO_MANY_RUNS,
        /// More bytes than `udmabuf.size_limit_mb`.
        TOO_LARGE,
        /// More bytes than are left of the [Budget].
        OVER_BUDGET,
        /// Pages may be taken from the file while a dma-buf holds them, as by a guest's balloon:
        /// both would go on with pages of their own. Only who uses the file knows, so
        /// [UdmabufExporter] never says this.
        PAGES_COME_AND_GO,
        /// Neither memory nor descriptors were left.
        OUT_OF_RESOURCES,
        /// Every rule known here is kept, and the kernel refuses all the same.
        KERNEL_REFUSED;

        /// As programs read it: `too-many-runs`.
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
