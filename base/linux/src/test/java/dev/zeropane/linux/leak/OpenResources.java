// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.leak;

import dev.zeropane.linux.Mapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What this process has open and mapped, as far as it is not the JVM's own.
///
/// The JVM opens jars and class files as it pleases, and maps and unmaps anonymous memory: heap,
/// code, metaspace, malloc's arenas, stacks of threads. So the number of lines in `/proc/self/maps`
/// cannot be compared, and more than it is:
///
/// - every descriptor with number and target, but for files of the JDK and of the class path;
/// - every mapping of a file with its addresses, but for those of the JDK and the system's
///   libraries;
/// - every address reserved with no access (`PROT_NONE`), as a reservation of ours begins. What the
///   JVM makes new of these is told by its shape, see [#isGuard].
///
/// @param fds `number target`
/// @param files lines of `/proc/self/maps` that name a file
/// @param anonymous the rest of them
public record OpenResources(Set<String> fds, Set<String> files, List<Area> anonymous) {
    private static final Pattern JDK_FILE =
            Pattern.compile(
                    ".*(\\.jar|\\.class|\\.so(\\.[0-9.]+)?|\\.jsa|\\.aot|/lib/modules|/locale-archive)"
                            + "|/dev/u?random|/proc/.*|.*/hsperfdata_.*|.*/jdk/.*|.*/jvm/.*|.*/gconv/.*|/usr/bin/.*");

    private static final int MOST_READS = 20;

    /// Addresses with one protection.
    record Area(long start, long end, String protection) {
        boolean isReserved() {
            return protection.startsWith("---");
        }

        /// The parts of it that were nothing before: the kernel joins neighbours.
        List<Area> without(List<Area> others) {
            List<Area> parts = List.of(this);
            for (Area other : others) {
                List<Area> rest = new ArrayList<>();
                for (Area part : parts) {
                    if (part.start < Math.min(part.end, other.start)) {
                        rest.add(new Area(part.start, Math.min(part.end, other.start), protection));
                    }
                    if (Math.max(part.start, other.end) < part.end) {
                        rest.add(new Area(Math.max(part.start, other.end), part.end, protection));
                    }
                }
                parts = rest;
            }
            return parts;
        }

        @Override
        public String toString() {
            return "%x-%x %s".formatted(start, end, protection);
        }
    }

    public static OpenResources now() {
        Set<String> files = new TreeSet<>();
        List<Area> anonymous = new ArrayList<>();
        for (String line : maps()) {
            // 7f00-7f01 rw-s 00000000 00:01 1234    /memfd:name (deleted)
            String[] fields = line.split(" +", 6);
            String path = fields.length < 6 ? "" : fields[5];
            if (path.startsWith("/") && !isOfTheJdk(path)) {
                files.add(line);
            } else if (path.isEmpty()) {
                int dash = fields[0].indexOf('-');
                anonymous.add(
                        new Area(
                                Long.parseUnsignedLong(fields[0], 0, dash, 16),
                                Long.parseUnsignedLong(fields[0], dash + 1, fields[0].length(), 16),
                                fields[1]));
            }
        }
        return new OpenResources(descriptors(), files, anonymous);
    }

    /// The kernel gives them out a piece at a time, and the JVM may change them meanwhile: as they
    /// are twice in a row.
    private static List<String> maps() {
        Path maps = Path.of("/proc/self/maps");
        try {
            List<String> before = Files.readAllLines(maps);
            for (int i = 0; i < MOST_READS; i++) {
                List<String> now = Files.readAllLines(maps);
                if (now.equals(before)) {
                    break;
                }
                before = now;
            }
            return before;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> descriptors() {
        Set<String> open = new TreeSet<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                try {
                    String target = Files.readSymbolicLink(link).toString();
                    if (!isOfTheJdk(target) && !Files.isDirectory(Path.of(target))) {
                        open.add(link.getFileName() + " " + target);
                    }
                } catch (NoSuchFileException closedSince) {
                    // The descriptor of the listing itself.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    private static boolean isOfTheJdk(String target) {
        return JDK_FILE.matcher(target).matches();
    }

    /// What there is here that `before` did not have, and what is not there any more.
    public List<String> changesSince(OpenResources before) {
        List<String> changes = new ArrayList<>();
        addMissing(changes, "left open: ", before.fds, fds, fd -> hasMoved(fd, before));
        addMissing(changes, "closed: ", fds, before.fds, fd -> hasMoved(fd, before));
        addMissing(changes, "left mapped: ", before.files, files, _ -> false);
        addMissing(changes, "unmapped: ", files, before.files, _ -> false);
        for (Area area : anonymous) {
            if (area.isReserved() && !isGuard(area)) {
                area.without(before.anonymous).stream()
                        .filter(part -> !isGuard(part) && !isRestOfAnArena(part))
                        .forEach(part -> changes.add("left reserved: " + part));
            }
        }
        return changes;
    }

    private static void addMissing(
            List<String> changes,
            String what,
            Set<String> from,
            Set<String> all,
            Predicate<String> except) {
        all.stream()
                .filter(one -> !from.contains(one) && !except.test(one))
                .forEach(one -> changes.add(what + one));
    }

    /// A server's reserve is the same socket once more, at the lowest number that is free when
    /// somebody connects.
    private boolean hasMoved(String fd, OpenResources before) {
        String target = fd.substring(fd.indexOf(' '));
        return target.startsWith(" socket:[") && count(target, fds) == count(target, before.fds);
    }

    private static long count(String target, Set<String> fds) {
        return fds.stream().filter(fd -> fd.endsWith(target)).count();
    }

    /// The guard pages at the low end of a thread's stack, with the stack right above: one of the C
    /// library's and four of the JVM's, which are areas of their own as they could once be written.
    /// A reservation of ours that is as small and happens to lie so is overlooked.
    private boolean isGuard(Area area) {
        long end = area.end;
        boolean isUsedAbove = false;
        for (Area above : anonymous) {
            if (above.start == end) {
                isUsedAbove = !above.isReserved();
                end = isUsedAbove ? end : above.end;
            }
        }
        return isUsedAbove && end - area.start <= 5 * Mapping.PAGE_SIZE;
    }

    /// The arenas of malloc and metaspace end at a multiple of 4 MiB and are used from their low
    /// end, so there is accessible memory right below.
    private boolean isRestOfAnArena(Area area) {
        return area.end % (4 << 20) == 0
                && anonymous.stream().anyMatch(a -> a.end == area.start && !a.isReserved());
    }
}
