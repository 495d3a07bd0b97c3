// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static dev.zeropane.dmabuf.RawUdmabuf.HUGE;
import static dev.zeropane.dmabuf.RawUdmabuf.PAGE;
import static dev.zeropane.linux.Errno.EBADFD;
import static dev.zeropane.linux.Errno.EINVAL;
import static dev.zeropane.linux.Errno.ENOMEM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.dmabuf.RawUdmabuf.Item;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.ByKernel;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping.Access;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.Seals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every rule by which the kernel refuses or takes pages, and beside it what the library says of
/// the same pages before it asks.
@Tag("kernel")
final class CreateRulesKernelTest {
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_EXEC = 0x10;
    private static final int MFD_NOEXEC_SEAL = 8;
    private static final int ALL = Seals.F_SEAL_SHRINK | Seals.F_SEAL_GROW | Seals.F_SEAL_SEAL;

    /// What the library says.
    private sealed interface Ours {
        /// It takes the pages, or names the rule.
        record Check(Optional<Kind> kind) implements Ours {}

        /// Its runs lie within their files, so they cannot be made.
        record NoSuchRuns() implements Ours {}

        /// It has no words for it.
        record CannotSay() implements Ours {}
    }

    private static final Ours TAKES = new Ours.Check(Optional.empty());
    private static final Ours NO_SUCH_RUNS = new Ours.NoSuchRuns();
    private static final Ours CANNOT_SAY = new Ours.CannotSay();

    private static Ours refuses(Kind kind) {
        return new Ours.Check(Optional.of(kind));
    }

    /// @param errno 0 if the kernel takes it
    record Row(
            String name,
            Function<Scope, List<Pages>> pages,
            ByKernel<Integer> errno,
            ByKernel<Ours> ours) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Pages(Fd fd, long offset, long size) {}

    private static Row row(String name, Function<Scope, List<Pages>> pages, int errno, Ours ours) {
        return new Row(name, pages, ByKernel.always(errno), ByKernel.always(ours));
    }

    /// A single range of a file that is made for it.
    private static Row file(String name, Function<Scope, Fd> file, int errno, Ours ours) {
        return row(
                name,
                scope -> List.of(new Pages(scope.add(file.apply(scope)), 0, PAGE)),
                errno,
                ours);
    }

    private static Row sealed(String name, int flags, int seals, int errno, Ours ours) {
        return file(
                name,
                scope -> {
                    Fd fd = Raw.memfd("sealed", flags, 4 * PAGE);
                    fd.addSeals(new Seals(seals));
                    return fd;
                },
                errno,
                ours);
    }

    /// Ranges of one good memfd of 16 pages, as offset and size in turn.
    private static Row ranges(String name, int errno, Ours ours, long... ranges) {
        return row(
                name,
                scope -> {
                    Fd fd = scope.add(RawUdmabuf.memfd(16 * PAGE));
                    List<Pages> pages = new ArrayList<>();
                    for (int i = 0; i < ranges.length; i += 2) {
                        pages.add(new Pages(fd, ranges[i], ranges[i + 1]));
                    }
                    return pages;
                },
                errno,
                ours);
    }

    private static Row times(String name, int count, int limit, int errno, Ours ours) {
        return row(
                name,
                scope -> {
                    scope.add(RawUdmabuf.limit("list_limit", limit));
                    Fd fd = scope.add(RawUdmabuf.memfd(PAGE));
                    return Collections.nCopies(count, new Pages(fd, 0, PAGE));
                },
                errno,
                ours);
    }

    private static Row sized(String name, long mebibytes, long size, int errno, Ours ours) {
        return row(
                name,
                scope -> {
                    scope.add(RawUdmabuf.limit("size_limit_mb", mebibytes));
                    return List.of(new Pages(scope.add(RawUdmabuf.memfd(size)), 0, size));
                },
                errno,
                ours);
    }

    /// Ranges of two huge pages.
    private static Row huge(String name, long offset, long size) {
        return new Row(
                name,
                scope -> {
                    Fd fd = scope.add(Memfd.createHuge("huge", 2 * HUGE));
                    fd.addSeals(new Seals(Seals.F_SEAL_SHRINK));
                    return List.of(new Pages(fd, offset, size));
                },
                ByKernel.always(0),
                ByKernel.always(refuses(Kind.HUGE_PAGES)).from(6, 13, TAKES));
    }

    static Stream<Row> rows() {
        long most = 16 * PAGE;
        return Stream.of(
                times("as many items as list_limit", 1024, 1024, 0, TAKES),
                times(
                        "one item more than list_limit",
                        1025,
                        1024,
                        EINVAL,
                        refuses(Kind.TOO_MANY_RUNS)),
                times("list_limit lowered to 3", 4, 3, EINVAL, refuses(Kind.TOO_MANY_RUNS)),
                times("list_limit raised to 2025", 2025, 2025, 0, TAKES),
                times("list_limit -1: none", 3000, -1, 0, TAKES),
                times(
                        "a list of more than 4 MiB",
                        180_000,
                        200_000,
                        ENOMEM,
                        refuses(Kind.TOO_MANY_RUNS)),
                ranges("no items", EINVAL, refuses(Kind.EMPTY)),
                ranges("a single item of no size", EINVAL, refuses(Kind.EMPTY), 0, 0),
                // Runs leave out what is empty.
                ranges(
                        "an item of no size amid good ones",
                        EINVAL,
                        CANNOT_SAY,
                        0,
                        PAGE,
                        PAGE,
                        0,
                        2 * PAGE,
                        PAGE),
                ranges("offset within a page", EINVAL, refuses(Kind.UNALIGNED), PAGE / 2, PAGE),
                ranges("size of half a page", EINVAL, refuses(Kind.UNALIGNED), 0, PAGE / 2),
                ranges(
                        "second offset within a page",
                        EINVAL,
                        refuses(Kind.UNALIGNED),
                        0,
                        PAGE,
                        2 * PAGE + 512,
                        PAGE),
                ranges(
                        "second size within a page",
                        EINVAL,
                        refuses(Kind.UNALIGNED),
                        0,
                        PAGE,
                        2 * PAGE,
                        100),
                sized("exactly size_limit_mb", 8, 8 << 20, 0, TAKES),
                sized(
                        "a page more than size_limit_mb",
                        8,
                        (8 << 20) + PAGE,
                        EINVAL,
                        refuses(Kind.TOO_LARGE)),
                sized("size_limit_mb -1: none", -1, 65 << 20, 0, TAKES),
                row(
                        "sum of items over size_limit_mb",
                        CreateRulesKernelTest::twoTimesFiveMebibytes,
                        EINVAL,
                        refuses(Kind.TOO_LARGE)),
                file(
                        "O_PATH descriptor",
                        scope -> reopened(scope, Raw.O_PATH),
                        EBADFD,
                        refuses(Kind.NOT_A_MEMFD)),
                file(
                        "pipe",
                        scope -> {
                            List<Fd> pipe = Raw.pipe();
                            scope.add(pipe.get(1));
                            return pipe.get(0);
                        },
                        EBADFD,
                        NO_SUCH_RUNS),
                file("tty", scope -> Raw.open("/dev/ptmx", Raw.O_RDWR), EBADFD, NO_SUCH_RUNS),
                file(
                        "/dev/udmabuf itself",
                        scope -> Fd.open(Udmabuf.DEVICE, Access.READ),
                        EBADFD,
                        NO_SUCH_RUNS),
                file(
                        "a dma-buf",
                        CreateRulesKernelTest::anotherDmaBuf,
                        EBADFD,
                        refuses(Kind.NOT_A_MEMFD)),
                file(
                        "a file on disk",
                        scope ->
                                Fd.open(
                                        Path.of(System.getProperty("java.home"), "lib/modules"),
                                        Access.READ),
                        EBADFD,
                        refuses(Kind.NOT_A_MEMFD)),
                file(
                        "a file on tmpfs",
                        scope -> tmpfs("/dev/shm/udmabuf-rules", Raw.O_RDWR | Raw.O_CREAT),
                        EINVAL,
                        refuses(Kind.NOT_SEALED)),
                file(
                        "O_TMPFILE",
                        scope -> tmpfs("/dev/shm", Raw.O_RDWR | Raw.O_TMPFILE),
                        EINVAL,
                        refuses(Kind.NOT_SEALED)),
                file(
                        "memfd without MFD_ALLOW_SEALING",
                        scope -> Raw.memfd("plain", 0, PAGE),
                        EINVAL,
                        refuses(Kind.NOT_SEALED)),
                sealed("no seal", MFD_ALLOW_SEALING, 0, EINVAL, refuses(Kind.NOT_SEALED)),
                sealed(
                        "F_SEAL_GROW alone",
                        MFD_ALLOW_SEALING,
                        Seals.F_SEAL_GROW,
                        EINVAL,
                        refuses(Kind.NOT_SEALED)),
                sealed("F_SEAL_SHRINK", MFD_ALLOW_SEALING, Seals.F_SEAL_SHRINK, 0, TAKES),
                sealed(
                        "SHRINK and GROW",
                        MFD_ALLOW_SEALING,
                        Seals.F_SEAL_SHRINK | Seals.F_SEAL_GROW,
                        0,
                        TAKES),
                sealed("SHRINK, GROW and SEAL", MFD_ALLOW_SEALING, ALL, 0, TAKES),
                sealed(
                        "MFD_NOEXEC_SEAL and SHRINK",
                        MFD_NOEXEC_SEAL,
                        Seals.F_SEAL_SHRINK,
                        0,
                        TAKES),
                sealed(
                        "F_SEAL_WRITE",
                        MFD_ALLOW_SEALING,
                        Seals.F_SEAL_SHRINK | Seals.F_SEAL_WRITE,
                        EINVAL,
                        refuses(Kind.WRITE_SEALED)),
                sealed(
                        "F_SEAL_FUTURE_WRITE",
                        MFD_ALLOW_SEALING,
                        Seals.F_SEAL_SHRINK | Seals.F_SEAL_FUTURE_WRITE,
                        EINVAL,
                        refuses(Kind.WRITE_SEALED)),
                sealed(
                        "F_SEAL_EXEC of an executable memfd",
                        MFD_ALLOW_SEALING | MFD_EXEC,
                        Seals.F_SEAL_EXEC,
                        EINVAL,
                        refuses(Kind.WRITE_SEALED)),
                ranges("offset at the end", EINVAL, NO_SUCH_RUNS, most, PAGE),
                ranges("range across the end", EINVAL, NO_SUCH_RUNS, most - PAGE, 2 * PAGE),
                ranges("offset of 2^62", EINVAL, NO_SUCH_RUNS, 1L << 62, PAGE),
                ranges("range that wraps", EINVAL, NO_SUCH_RUNS, -PAGE, 2 * PAGE),
                huge("a huge page", 0, HUGE),
                huge("a small page within a huge one", HUGE + 5 * PAGE, PAGE),
                huge("a range across huge pages", HUGE - PAGE, 2 * PAGE),
                ranges("the same page three times", 0, TAKES, 0, PAGE, 0, PAGE, 0, PAGE),
                ranges("overlapping ranges", 0, TAKES, 0, 4 * PAGE, 2 * PAGE, 4 * PAGE),
                ranges("in reverse order", 0, TAKES, 4 * PAGE, PAGE, 3 * PAGE, PAGE, 0, PAGE),
                row("several memfds", CreateRulesKernelTest::twoFiles, 0, TAKES),
                file("memfd opened read-only", scope -> reopened(scope, 0), 0, TAKES),
                row(
                        "the end of a sparse memfd of 1 TiB",
                        scope ->
                                List.of(
                                        new Pages(
                                                scope.add(RawUdmabuf.memfd(1L << 40)),
                                                (1L << 40) - PAGE,
                                                PAGE)),
                        0,
                        TAKES));
    }

    private static List<Pages> twoTimesFiveMebibytes(Scope scope) {
        scope.add(RawUdmabuf.limit("size_limit_mb", 8));
        Fd fd = scope.add(RawUdmabuf.memfd(5 << 20));
        return List.of(new Pages(fd, 0, 5 << 20), new Pages(fd, 0, 5 << 20));
    }

    private static List<Pages> twoFiles(Scope scope) {
        Fd a = scope.add(RawUdmabuf.memfd(4 * PAGE));
        Fd b = scope.add(RawUdmabuf.memfd(4 * PAGE));
        return List.of(new Pages(a, 0, PAGE), new Pages(b, PAGE, PAGE), new Pages(a, PAGE, PAGE));
    }

    private static Fd reopened(Scope scope, int flags) {
        Fd fd = scope.add(RawUdmabuf.memfd(PAGE));
        return Raw.open("/proc/self/fd/" + Raw.number(fd), flags);
    }

    private static Fd anotherDmaBuf(Scope scope) {
        Fd fd = scope.add(RawUdmabuf.memfd(PAGE));
        return scope.add(new RawUdmabuf()).dmaBuf(fd, PAGE);
    }

    private static Fd tmpfs(String path, int flags) {
        Fd fd = Raw.open(path, flags);
        fd.truncate(PAGE);
        return fd;
    }

    private final Scope scope = new Scope();
    private final RawUdmabuf raw = scope.add(new RawUdmabuf());
    private final Udmabuf ours = scope.add(Udmabuf.open());
    private final Budget budget = new Budget(1L << 30);

    @AfterEach
    void close() throws Exception {
        scope.close();
        java.nio.file.Files.deleteIfExists(Path.of("/dev/shm/udmabuf-rules"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void create_byEveryRule_kernelAndLibraryAnswerAsKnown(Row row) {
        List<Pages> pages = row.pages.apply(scope);
        List<Item> items = pages.stream().map(p -> new Item(p.fd, p.offset, p.size)).toList();
        assertAnswer(row.errno.expected(), raw.createList(items));
        if (items.size() == 1) {
            assertAnswer(row.errno.expected(), raw.create(RawUdmabuf.CLOEXEC, items.getFirst()));
        }
        switch (row.ours.expected()) {
            case Ours.Check check -> assertOurs(check.kind, runs(pages));
            case Ours.NoSuchRuns _ ->
                    assertThrows(IndexOutOfBoundsException.class, () -> runs(pages));
            case Ours.CannotSay _ -> {}
        }
        assertEquals(0, budget.used());
    }

    private static void assertAnswer(int errno, int answer) {
        if (errno == 0) {
            Raw.own(answer, "dma-buf").close();
        } else {
            assertEquals(-errno, answer);
        }
    }

    private void assertOurs(Optional<Kind> kind, Runs runs) {
        assertEquals(kind, ours.check(runs).map(ExportRefusal::kind));
        if (kind.isEmpty()) {
            try (DmaBuf buffer = ours.create(runs, budget)) {
                assertEquals(runs.size(), buffer.size());
                assertEquals(runs.size(), buffer.fd().size());
            }
        } else {
            ExportRefusedException e =
                    assertThrows(ExportRefusedException.class, () -> ours.create(runs, budget));
            assertEquals(kind.get(), e.refusal().kind());
            assertFalse(e.refusal().remedy().isBlank());
            assertTrue(e.getMessage().contains(e.refusal().remedy()), e.getMessage());
        }
    }

    private Runs runs(List<Pages> pages) {
        Map<Fd, MemoryFile> files = new HashMap<>();
        Runs.Builder runs = new Runs.Builder();
        for (Pages p : pages) {
            MemoryFile file =
                    files.computeIfAbsent(p.fd, fd -> scope.add(new MemoryFile(fd.dup())));
            runs.add(file, p.offset, p.size);
        }
        return runs.build();
    }

    static Stream<Integer> numbers() {
        return Arrays.stream(new Integer[] {-1, 1_000_000});
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void create_numberThatIsNoDescriptor_ebadfdAndNotEbadf(int number) {
        assertEquals(-EBADFD, raw.create(0, new Item(number, 0, PAGE)));
        assertEquals(-EBADFD, raw.createList(List.of(new Item(number, 0, PAGE))));
    }
}
