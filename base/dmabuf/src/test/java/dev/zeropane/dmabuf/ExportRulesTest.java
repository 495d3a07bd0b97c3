// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.Seals;
import dev.zeropane.linux.kernel.KernelRelease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is refused without the device, and in which words.
final class ExportRulesTest {
    private static final long PAGE = Mapping.PAGE_SIZE;
    private static final UdmabufLimits LIMITS = new UdmabufLimits(3, 8 * PAGE);

    private final Scope scope = new Scope();

    @AfterEach
    void close() {
        scope.close();
    }

    private MemoryFile file(int seals) {
        Fd fd = Memfd.create("ram", 64 * PAGE);
        fd.addSeals(new Seals(seals));
        return scope.add(new MemoryFile(fd));
    }

    private MemoryFile good() {
        return file(Seals.F_SEAL_SHRINK);
    }

    private static void assertRefused(Runs runs, Kind kind, String reason, String remedy) {
        ExportRefusal refusal = ExportRules.check(runs, LIMITS).orElseThrow();
        assertEquals(kind, refusal.kind(), refusal.toString());
        assertEquals(reason, refusal.reason());
        assertTrue(refusal.remedy().contains(remedy), refusal.remedy());
        assertEquals(reason + "; " + refusal.remedy(), refusal.toString());
    }

    /// The first `pages` pages of every second one.
    private static Runs scattered(MemoryFile file, int pages) {
        Runs.Builder runs = new Runs.Builder();
        for (int i = 0; i < pages; i++) {
            runs.add(file, 2L * i * PAGE, PAGE);
        }
        return runs.build();
    }

    @Test
    void check_withinAllLimits_nothing() {
        assertEquals(Optional.empty(), ExportRules.check(scattered(good(), 3), LIMITS));
        Runs all = Runs.of(file(Seals.FIXED_SIZE.bits()), 0, 8 * PAGE);
        assertEquals(Optional.empty(), ExportRules.check(all, LIMITS));
    }

    @Test
    void check_noPages_empty() {
        assertRefused(new Runs.Builder().build(), Kind.EMPTY, "there are no pages", "at least one");
    }

    @Test
    void check_partOfAPage_unalignedWithItsNumbers() {
        MemoryFile file = good();
        String rest = " of memfd \"ram\" is not whole pages of " + PAGE + " bytes";
        assertRefused(
                new Runs.Builder().add(file, 4 * PAGE, PAGE).add(file, 512, PAGE).build(),
                Kind.UNALIGNED,
                "a run of " + PAGE + " bytes at offset 512" + rest,
                "begin and end with a page");
        assertRefused(
                Runs.of(file, PAGE, 100),
                Kind.UNALIGNED,
                "a run of 100 bytes at offset " + PAGE + rest,
                "begin and end with a page");
    }

    @Test
    void check_oneRunTooMany_tooManyRunsWithItsNumbers() {
        MemoryFile file = good();
        Runs runs =
                new Runs.Builder()
                        .add(file, 0, 2 * PAGE)
                        .add(file, 4 * PAGE, PAGE)
                        .add(file, 8 * PAGE, PAGE)
                        .add(file, 12 * PAGE, PAGE)
                        .build();
        assertRefused(
                runs,
                Kind.TOO_MANY_RUNS,
                "needs 4 entries (coalesced from 5 pages), and udmabuf.list_limit is 3",
                "echo 8192 > /sys/module/udmabuf/parameters/list_limit");
    }

    @Test
    void check_aPageTooMuch_tooLargeWithItsNumbers() {
        assertRefused(
                Runs.of(good(), 0, 9 * PAGE),
                Kind.TOO_LARGE,
                "has %d bytes, and udmabuf.size_limit_mb allows %d".formatted(9 * PAGE, 8 * PAGE),
                "udmabuf.size_limit_mb=");
    }

    @Test
    void check_noShrinkSeal_notSealed() {
        assertRefused(
                Runs.of(file(0), 0, PAGE),
                Kind.NOT_SEALED,
                "memfd \"ram\" has no F_SEAL_SHRINK",
                "memory-backend-memfd,share=on,seal=on");
        assertRefused(
                Runs.of(file(Seals.F_SEAL_GROW | Seals.F_SEAL_SEAL), 0, PAGE),
                Kind.NOT_SEALED,
                "memfd \"ram\" has no F_SEAL_SHRINK, and takes no more seals",
                "MFD_ALLOW_SEALING");
    }

    @ParameterizedTest
    @ValueSource(ints = {Seals.F_SEAL_WRITE, Seals.F_SEAL_FUTURE_WRITE})
    void check_sealedAgainstWrites_writeSealed(int seal) {
        assertRefused(
                Runs.of(file(Seals.F_SEAL_SHRINK | seal), 0, PAGE),
                Kind.WRITE_SEALED,
                "memfd \"ram\" has F_SEAL_WRITE or F_SEAL_FUTURE_WRITE, and dma-bufs can be written",
                "do not add these seals");
    }

    @Test
    void check_fileOnDisk_noMemfd() throws Exception {
        // A folder of the build, as the temporary one may be on tmpfs, whose files have seals.
        Path path = Files.createTempFile(Path.of("target"), "pages", "");
        try {
            Files.write(path, new byte[(int) PAGE]);
            MemoryFile file = scope.add(new MemoryFile(Fd.open(path, Mapping.Access.READ)));
            assertRefused(
                    Runs.of(file, 0, PAGE),
                    Kind.NOT_A_MEMFD,
                    path + " is no memfd",
                    "memfd_create(MFD_ALLOW_SEALING)");
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void check_fileShrunkSinceAndSealedThen_pastEnd() {
        Fd fd = Memfd.create("ram", 4 * PAGE);
        MemoryFile file = scope.add(new MemoryFile(fd));
        Runs runs = Runs.of(file, 0, 4 * PAGE);
        fd.truncate(PAGE);
        fd.addSeals(new Seals(Seals.F_SEAL_SHRINK));
        assertRefused(
                runs,
                Kind.PAST_END,
                "memfd \"ram\" has %d bytes, %d when the runs were made".formatted(PAGE, 4 * PAGE),
                "before its pages are listed");
    }

    @Test
    void check_secondFileIsBad_isFound() {
        Runs runs = new Runs.Builder().add(good(), 0, PAGE).add(file(0), 0, PAGE).build();
        assertEquals(Kind.NOT_SEALED, ExportRules.check(runs, LIMITS).orElseThrow().kind());
    }

    @Test
    void check_hugePages_byTheKernelsVersion() {
        Fd fd = Memfd.createHuge("huge", 2 << 20);
        fd.addSeals(new Seals(Seals.F_SEAL_SHRINK));
        Runs runs = Runs.of(scope.add(new MemoryFile(fd)), 0, PAGE);
        Optional<Kind> kind = ExportRules.check(runs, LIMITS).map(ExportRefusal::kind);
        boolean takes = KernelRelease.running().isAtLeast(6, 13);
        assertEquals(takes ? Optional.empty() : Optional.of(Kind.HUGE_PAGES), kind);
    }

    @Test
    void check_closedFile_illegalState() {
        MemoryFile file = good();
        Runs runs = Runs.of(file, 0, PAGE);
        file.close();
        assertThrows(IllegalStateException.class, () -> ExportRules.check(runs, LIMITS));
    }

    /// Pictures whose pages are all scattered, against the limits a kernel begins with.
    @ParameterizedTest
    @CsvSource({
        "1024, 768, 768, true, true",
        "1280, 800, 1000, true, true",
        "1280, 1024, 1280, false, true",
        "1920, 1080, 2025, false, true",
        "2560, 1440, 3600, false, true",
        "3840, 2160, 8100, false, true",
        "5120, 2880, 14400, false, true",
        "6016, 3384, 19881, false, false",
        "7680, 4320, 32400, false, false",
    })
    void check_pictures_whatFitsIntoTheUsualLimits(
            int width, int height, int pages, boolean fitsList, boolean fitsSize) {
        Fd fd = Memfd.create("ram", 2L * pages * PAGE);
        fd.addSeals(new Seals(Seals.F_SEAL_SHRINK));
        MemoryFile file = scope.add(new MemoryFile(fd));
        Runs runs = scattered(file, (int) ((4L * width * height + PAGE - 1) / PAGE));
        assertEquals(pages, runs.list().size());
        Optional<Kind> list =
                ExportRules.check(runs, new UdmabufLimits(1024, Long.MAX_VALUE))
                        .map(ExportRefusal::kind);
        Optional<Kind> size =
                ExportRules.check(runs, new UdmabufLimits(1 << 17, 64 << 20))
                        .map(ExportRefusal::kind);
        assertEquals(fitsList ? Optional.empty() : Optional.of(Kind.TOO_MANY_RUNS), list);
        assertEquals(fitsSize ? Optional.empty() : Optional.of(Kind.TOO_LARGE), size);
    }

    static Stream<Arguments> limits() {
        long most = ((4 << 20) - 8) / 24;
        return Stream.of(
                Arguments.of("1024\n", "64\n", 1024, 64L << 20),
                Arguments.of("8192", "2147483647", 8192, (long) Integer.MAX_VALUE << 20),
                Arguments.of("0", "0", 0, 0),
                Arguments.of("-1", "-1", most, Long.MAX_VALUE),
                Arguments.of("200000", "1", most, 1 << 20),
                Arguments.of(null, null, 1024, 64L << 20),
                Arguments.of("many", "", 1024, 64L << 20));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void limits_asWritten_areRead(
            String list, String size, long entries, long bytes, @TempDir Path directory)
            throws Exception {
        if (list != null) {
            Files.writeString(directory.resolve("list_limit"), list);
            Files.writeString(directory.resolve("size_limit_mb"), size);
        }
        assertEquals(new UdmabufLimits(entries, bytes), UdmabufLimits.read(directory));
    }

    @Test
    void remedies_leaveRoom() {
        assertTrue(UdmabufLimits.entriesRemedy(2025).contains("echo 8192 >"));
        assertTrue(UdmabufLimits.entriesRemedy(8192).contains("echo 8192 >"));
        assertTrue(UdmabufLimits.entriesRemedy(8193).contains("udmabuf.list_limit=16384"));
        assertTrue(UdmabufLimits.bytesRemedy((64 << 20) + 1).contains("echo 128 >"));
        assertTrue(UdmabufLimits.bytesRemedy(128 << 20).contains("udmabuf.size_limit_mb=128"));
    }

    /// More runs than one list can carry: no value of list_limit helps, and none may be advised.
    @Test
    void remedy_moreRunsThanAListCarries_advisesAnotherWay() {
        String remedy = UdmabufLimits.entriesRemedy(180_000);
        assertTrue(remedy.contains("174762"), remedy);
        assertTrue(!remedy.contains("echo"), remedy);
    }

    @Test
    void toWholePages_lastRunWithinItsPage_isLengthened() {
        MemoryFile file = good();
        Runs runs = new Runs.Builder().add(file, 4 * PAGE, PAGE).add(file, 0, 100).build();
        Runs whole = runs.toWholePages();
        assertEquals(2 * PAGE, whole.size());
        assertEquals(new Run(file, 0, PAGE), whole.list().getLast());
        assertEquals(Optional.empty(), ExportRules.check(whole, LIMITS));
        assertEquals(whole, whole.toWholePages());
        Runs none = new Runs.Builder().build();
        assertEquals(none, none.toWholePages());
    }

    @Test
    void toWholePages_fileEndsBefore_staysAndIsRefused() {
        Fd fd = Memfd.create("ram", PAGE + 100);
        fd.addSeals(new Seals(Seals.F_SEAL_SHRINK));
        Runs runs = Runs.of(scope.add(new MemoryFile(fd)), PAGE, 50).toWholePages();
        assertEquals(50, runs.size());
        assertEquals(Kind.UNALIGNED, ExportRules.check(runs, LIMITS).orElseThrow().kind());
        assertEquals(PAGE + 100, Raw.lseek(fd, 0, 2));
    }
}
