// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Seals;
import dev.zeropane.linux.kernel.KernelRelease;
import java.util.Optional;

/// The rules of udmabuf for pages, in an order in which the first broken rule is the one to fix
/// first.
final class ExportRules {
    private static final KernelRelease KERNEL = KernelRelease.running();

    private static final String SEAL_IT =
            "make it with memfd_create(MFD_ALLOW_SEALING) and add F_SEAL_SHRINK (QEMU: -object"
                    + " memory-backend-memfd,share=on,seal=on)";

    private ExportRules() {}

    static Optional<ExportRefusal> check(Runs runs, UdmabufLimits limits) {
        if (runs.list().isEmpty()) {
            return refuse(Kind.EMPTY, "there are no pages", "give at least one");
        }
        if (!areWholePages(runs)) {
            return unaligned(runs);
        }
        MemoryFile last = null;
        for (Run run : runs.array()) {
            if (run.file() != last) {
                Optional<ExportRefusal> refusal = checkFile(run.file());
                if (refusal.isPresent()) {
                    return refusal;
                }
                last = run.file();
            }
        }
        if (runs.list().size() > limits.entries()) {
            return tooMany(runs, limits);
        }
        if (runs.size() > limits.bytes()) {
            return refuse(
                    Kind.TOO_LARGE,
                    "has %d bytes, and udmabuf.size_limit_mb allows %d"
                            .formatted(runs.size(), limits.bytes()),
                    UdmabufLimits.bytesRemedy(runs.size()));
        }
        return Optional.empty();
    }

    /// Tests all runs at once, because it is called for thousands of runs before every dma-buf.
    private static boolean areWholePages(Runs runs) {
        long bits = 0;
        for (Run run : runs.array()) {
            bits |= run.offset() | run.length();
        }
        return isWholePages(bits);
    }

    private static boolean isWholePages(long bytes) {
        return bytes % Mapping.PAGE_SIZE == 0;
    }

    private static Optional<ExportRefusal> checkFile(MemoryFile file) {
        Optional<Seals> seals = file.fd().seals();
        if (seals.isEmpty()) {
            return refuse(Kind.NOT_A_MEMFD, file + " is no memfd", SEAL_IT);
        }
        if (seals.get().has(Seals.F_SEAL_WRITE) || seals.get().has(Seals.F_SEAL_FUTURE_WRITE)) {
            return refuse(
                    Kind.WRITE_SEALED,
                    file + " has F_SEAL_WRITE or F_SEAL_FUTURE_WRITE, and dma-bufs can be written",
                    "do not add these seals; add F_SEAL_SEAL, so that nobody else can");
        }
        if (!seals.get().has(Seals.F_SEAL_SHRINK)) {
            boolean sealed = seals.get().has(Seals.F_SEAL_SEAL);
            return refuse(
                    Kind.NOT_SEALED,
                    file + " has no F_SEAL_SHRINK" + (sealed ? ", and takes no more seals" : ""),
                    SEAL_IT);
        }
        if (file.fd().size() < file.size()) {
            return refuse(
                    Kind.PAST_END,
                    "%s has %d bytes, %d when the runs were made"
                            .formatted(file, file.fd().size(), file.size()),
                    "seal the file with F_SEAL_SHRINK before its pages are listed");
        }
        return file.unit() == Mapping.PAGE_SIZE ? Optional.empty() : checkHuge(file);
    }

    /// In Linux 6.11 and 6.12 a kernel-side mapping (vmap) of such a dma-buf has the wrong pages:
    /// displays without a GPU of their own show garbage. Older kernels take no huge pages, or only
    /// those that exist already.
    private static Optional<ExportRefusal> checkHuge(MemoryFile file) {
        if (KERNEL.isAtLeast(6, 13)) {
            return Optional.empty();
        }
        return refuse(
                Kind.HUGE_PAGES,
                "%s is made of huge pages, which Linux %s %s"
                        .formatted(
                                file,
                                KERNEL,
                                KERNEL.isAtLeast(6, 11)
                                        ? "gives to some importers in the wrong order"
                                        : "does not export"),
                "use pages of " + Mapping.PAGE_SIZE + " bytes, or Linux 6.16 or newer");
    }

    private static Optional<ExportRefusal> unaligned(Runs runs) {
        Run run =
                runs.list().stream()
                        .filter(r -> !isWholePages(r.offset() | r.length()))
                        .findFirst()
                        .orElseThrow();
        return refuse(
                Kind.UNALIGNED,
                "a run of %d bytes at offset %d of %s is not whole pages of %d bytes"
                        .formatted(run.length(), run.offset(), run.file(), Mapping.PAGE_SIZE),
                "let every run begin and end with a page");
    }

    private static Optional<ExportRefusal> tooMany(Runs runs, UdmabufLimits limits) {
        return refuse(
                Kind.TOO_MANY_RUNS,
                "needs %d entries (coalesced from %d pages), and udmabuf.list_limit is %d"
                        .formatted(
                                runs.list().size(),
                                runs.size() / Mapping.PAGE_SIZE,
                                limits.entries()),
                UdmabufLimits.entriesRemedy(runs.list().size()));
    }

    private static Optional<ExportRefusal> refuse(Kind kind, String reason, String remedy) {
        return Optional.of(new ExportRefusal(kind, reason, remedy));
    }
}
