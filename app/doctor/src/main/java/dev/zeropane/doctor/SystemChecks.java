// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import dev.zeropane.doctor.Finding.Status;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks what every guest's screen needs: Java, shared memory, and sockets that pass descriptors.
final class SystemChecks {
    private static final int OLDEST_JAVA = 25;
    private static final long USUAL_MAX_MAP_COUNT = 65530;
    private static final Pattern MEMLOCK = Pattern.compile("Max locked memory +(\\S+) ");
    private static final long PAGE = 4096;

    private SystemChecks() {}

    static List<Finding> examine(Host host) {
        return List.of(
                java(), kernel(host), memfd(host), sockets(), mappings(host), lockedMemory(host));
    }

    private static Finding java() {
        int feature = Runtime.version().feature();
        String version = System.getProperty("java.version");
        Finding finding =
                new Finding(
                        "java",
                        "Java",
                        feature >= OLDEST_JAVA ? Status.OK : Status.NO,
                        version
                                + ", "
                                + System.getProperty("java.vendor")
                                + ", "
                                + System.getProperty("os.arch"));
        return finding.value("version", version);
    }

    private static Finding kernel(Host host) {
        String release = host.read("/proc/sys/kernel/osrelease").orElse("of unknown version");
        return new Finding("kernel", "kernel", Status.OK, "Linux " + release)
                .value("release", release);
    }

    private static Finding memfd(Host host) {
        try (Fd file = Memfd.create("zeropane-doctor", PAGE)) {
            file.addSeals(Seals.FIXED_SIZE);
            Seals seals = file.seals().orElseThrow();
            boolean noExec = seals.has(Seals.F_SEAL_EXEC);
            OptionalLong policy = host.number("/proc/sys/vm/memfd_noexec");
            String text =
                    noExec
                            ? "sealed, never executable"
                            : "sealed (no MFD_NOEXEC_SEAL: kernel before 6.3)";
            if (policy.isPresent()) {
                text += "; vm.memfd_noexec=" + policy.getAsLong();
            }
            return new Finding("memfd", "memfd", Status.OK, text).value("noExecSeal", noExec);
        } catch (LinuxException e) {
            return new Finding("memfd", "memfd", Status.NO, e.getMessage())
                    .remedy("allow memfd_create and file seals: a sandbox (seccomp) forbids them");
        }
    }

    /// A VMM passes its memory and its interrupts as descriptors.
    private static Finding sockets() {
        List<Fd> arrived = new ArrayList<>();
        try (Arena arena = Arena.ofConfined();
                Fd file = Memfd.create("zeropane-doctor", PAGE)) {
            List<UnixSocket> pair = UnixSocket.pair("zeropane doctor");
            try (UnixSocket sender = pair.getFirst();
                    UnixSocket receiver = pair.getLast()) {
                long _ = sender.send(arena.allocate(1), List.of(file));
                UnixSocket.Received _ = receiver.receive(arena.allocate(1), arrived);
            }
            boolean same = arrived.size() == 1 && arrived.getFirst().id().equals(file.id());
            return new Finding(
                    "sockets",
                    "Unix sockets",
                    same ? Status.OK : Status.NO,
                    same ? "pass descriptors" : "pass no descriptors");
        } catch (LinuxException e) {
            return new Finding("sockets", "Unix sockets", Status.NO, e.getMessage())
                    .remedy("allow Unix sockets: a sandbox (seccomp) forbids them");
        } finally {
            arrived.forEach(Fd::close);
        }
    }

    /// Views of scattered screens may use half of a process's mappings
    /// ([dev.zeropane.dmabuf.LinearView#budgetOfThisProcess]).
    private static Finding mappings(Host host) {
        long limit = host.number("/proc/sys/vm/max_map_count").orElse(USUAL_MAX_MAP_COUNT);
        List<String> counts = new ArrayList<>();
        for (ScreenSize size : ScreenSize.USUAL) {
            counts.add(limit / 2 / size.pages() + " of " + size.name());
        }
        boolean enough = limit / 2 >= ScreenSize.USUAL.getLast().pages();
        Finding finding =
                new Finding(
                                "mappings",
                                "mappings",
                                enough ? Status.OK : Status.WARN,
                                "vm.max_map_count=%d: so many fully scattered screens can be viewed: %s%s"
                                        .formatted(
                                                limit,
                                                String.join(", ", counts),
                                                enough ? "" : "; others are copied"))
                        .value("maxMapCount", limit);
        return enough ? finding : finding.remedy("sudo sysctl vm.max_map_count=262144");
    }

    private static Finding lockedMemory(Host host) {
        Matcher limit = MEMLOCK.matcher(host.read("/proc/self/limits").orElse(""));
        String text = limit.find() ? limit.group(1) : "unknown";
        String size =
                Optional.of(text)
                        .filter(t -> t.matches("\\d{1,18}"))
                        .map(t -> Long.parseLong(t) / 1024 + " KiB")
                        .orElse(text);
        return new Finding(
                        "memlock",
                        "locked memory",
                        Status.INFO,
                        size + "; does not matter, as exported pages do not count")
                .value("limit", text);
    }
}
