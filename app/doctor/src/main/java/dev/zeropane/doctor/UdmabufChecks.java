// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.dmabuf.Udmabuf;
import dev.zeropane.dmabuf.UdmabufLimits;
import dev.zeropane.doctor.Finding.Status;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.kernel.KernelRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Checks whether guests' pages can be exported as dma-bufs, and how many.
final class UdmabufChecks {
    private static final String DEVICE = Udmabuf.DEVICE.toString();
    private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");
    private static final long MEBIBYTE = 1 << 20;

    private UdmabufChecks() {}

    static List<Finding> examine(Host host) {
        Optional<ExportRefusal> refusal = host.udmabuf().get();
        boolean there = refusal.isEmpty() || refusal.get().kind() != Kind.NO_DEVICE;
        return List.of(
                device(host, refusal),
                there
                        ? limits(UdmabufLimits.read(host.path(UdmabufLimits.PARAMETERS.toString())))
                        : new Finding(
                                "udmabuf-limits",
                                "udmabuf limits",
                                Status.INFO,
                                "none without the device"),
                hugePages(host),
                heaps(host));
    }

    private static Finding device(Host host, Optional<ExportRefusal> refusal) {
        if (refusal.isEmpty()) {
            return new Finding(
                    "udmabuf",
                    "udmabuf",
                    Status.OK,
                    DEVICE + " opens (" + host.owners(DEVICE) + ")");
        }
        Finding finding =
                new Finding(
                                "udmabuf",
                                "udmabuf",
                                Status.WARN,
                                refusal.get().reason()
                                        + ": screens are shown, but never given away as dma-bufs")
                        .value("refusal", refusal.get().kind().id());
        // Unlike /dev, /proc/misc is the same in containers.
        boolean hidden =
                refusal.get().kind() == Kind.NO_DEVICE
                        && host.read("/proc/misc").orElse("").matches("(?s).*\\budmabuf\\b.*");
        return hidden
                ? finding.remedy(
                        "the kernel has it: pass it into this container with --device " + DEVICE)
                : finding.remedy(refusal.get().remedy());
    }

    private static Finding limits(UdmabufLimits limits) {
        List<String> needs = new ArrayList<>();
        List<String> fitting = new ArrayList<>();
        boolean entries = true;
        boolean bytes = true;
        for (ScreenSize size : ScreenSize.USUAL) {
            boolean enoughEntries = size.pages() <= limits.entries();
            boolean enoughBytes = size.bytes() <= limits.bytes();
            entries &= enoughEntries;
            bytes &= enoughBytes;
            if (enoughEntries && enoughBytes) {
                fitting.add(size.name());
            }
            needs.add(
                    "%s %d and %d MiB"
                            .formatted(
                                    size.name(),
                                    size.pages(),
                                    Math.ceilDiv(size.bytes(), MEBIBYTE)));
        }
        long mebibytes = limits.bytes() == Long.MAX_VALUE ? -1 : limits.bytes() / MEBIBYTE;
        Finding finding =
                new Finding(
                        "udmabuf-limits",
                        "udmabuf limits",
                        entries && bytes ? Status.OK : Status.WARN,
                        "%d entries, %s; fully scattered screens need: %s; fitting: %s"
                                .formatted(
                                        limits.entries(),
                                        mebibytes < 0 ? "any size" : mebibytes + " MiB",
                                        String.join(", ", needs),
                                        fitting.isEmpty() ? "none" : String.join(", ", fitting)));
        ScreenSize largest = ScreenSize.USUAL.getLast();
        if (!entries) {
            finding = finding.remedy("list_limit: " + UdmabufLimits.entriesRemedy(largest.pages()));
        }
        if (!bytes) {
            finding =
                    finding.remedy("size_limit_mb: " + UdmabufLimits.bytesRemedy(largest.bytes()));
        }
        return finding.value("listLimit", limits.entries())
                .value("sizeLimitMb", mebibytes)
                .value("scatteredFitting", fitting);
    }

    /// Two kernel bugs: before 6.11 huge pages cannot be exported; in 6.11 and 6.12 importers that
    /// map a dma-buf in the kernel read wrong pages.
    private static Finding hugePages(Host host) {
        String release = host.read("/proc/sys/kernel/osrelease").orElse("");
        Matcher numbers = RELEASE.matcher(release);
        KernelRelease kernel =
                numbers.lookingAt()
                        ? new KernelRelease(
                                Integer.parseInt(numbers.group(1)),
                                Integer.parseInt(numbers.group(2)))
                        : new KernelRelease(0, 0);
        long reserved = host.number("/proc/sys/vm/nr_hugepages").orElse(0);
        Matcher chosen =
                CHOSEN.matcher(
                        host.read("/sys/kernel/mm/transparent_hugepage/shmem_enabled").orElse(""));
        String transparent = chosen.find() ? chosen.group(1) : "never";
        boolean used = reserved > 0 || !(transparent.equals("never") || transparent.equals("deny"));
        boolean affected = !kernel.isAtLeast(6, 13);
        String effect =
                !affected
                        ? "this kernel exports them rightly"
                        : kernel.isAtLeast(6, 11)
                                ? "this kernel garbles them for displays without a GPU"
                                : "this kernel does not export them";
        Finding finding =
                new Finding(
                                "hugepages",
                                "huge pages",
                                affected && used ? Status.WARN : Status.OK,
                                "%d reserved, transparent ones in memfds: %s; %s"
                                        .formatted(reserved, transparent, effect))
                        .value("affected", affected)
                        .value("reserved", reserved);
        return affected && used
                ? finding.remedy(
                        "boot Linux 6.16 or newer, or keep guests on small pages (no hugetlb=on)")
                : finding;
    }

    private static Finding heaps(Host host) {
        List<String> heaps = new ArrayList<>();
        try (Stream<Path> files = Files.list(host.path("/dev/dma_heap"))) {
            files.map(file -> file.getFileName().toString()).sorted().forEach(heaps::add);
        } catch (IOException e) {
            // There are no heaps, as usual in a container; nothing needs them.
        }
        List<String> states = new ArrayList<>();
        for (String heap : heaps) {
            Optional<LinuxException> failure = host.open("/dev/dma_heap/" + heap);
            states.add(heap + (failure.isEmpty() ? "" : " (not for this user)"));
        }
        return new Finding(
                        "dma-heap",
                        "dma-heap",
                        Status.INFO,
                        states.isEmpty()
                                ? "none; nothing needs one"
                                : String.join(", ", states) + "; nothing needs one")
                .value("heaps", heaps);
    }
}
