package dev.zeropane.it.drm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusedException;
import dev.zeropane.dmabuf.PinBudget;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.Udmabuf;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.testkit.KernelVersion;
import dev.zeropane.testkit.KernelVm;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Graphics cards scan out scattered pages, and their screens show every pixel in its place.
@Tag("kernel")
@Timeout(120)
final class ScanoutTest {
    private static final Picture PICTURE = ScatteredPicture.everyPixelDifferent();
    private static final Picture WITH_SQUARE = ScatteredPicture.withSquare(PICTURE);

    /// Whether the card bochs takes buffers that are not its own.
    private static final NavigableMap<KernelVersion, Boolean> BOCHS_IMPORTS =
            since(6, 12, false, 6, 16, true);

    /// Whether a card reads a dma-buf of a huge page's parts right, which it does through a mapping
    /// of the kernel's own (vmap).
    private static final NavigableMap<KernelVersion, Boolean> HUGE_PAGES_RIGHT =
            since(6, 12, false, 6, 16, true);

    private final PinBudget budget = new PinBudget(16 << 20);

    private static <T> NavigableMap<KernelVersion, T> since(
            int major, int minor, T first, int laterMajor, int laterMinor, T later) {
        return new TreeMap<>(
                Map.of(
                        new KernelVersion(major, minor),
                        first,
                        new KernelVersion(laterMajor, laterMinor),
                        later));
    }

    private static boolean expected(NavigableMap<KernelVersion, Boolean> rows) {
        return KernelVersion.running().expected(rows);
    }

    @AfterEach
    void budget_isGivenBack() {
        assertEquals(0, budget.used());
    }

    private DmaBuf export(Runs runs) {
        try (Udmabuf device = Udmabuf.open()) {
            return device.create(runs, budget);
        }
    }

    @Test
    void cirrus_showsEveryPixel() {
        try (ScatteredPicture pages = ScatteredPicture.create();
                DmaBuf buffer = export(pages.runs())) {
            assertShows("cirrus", pages, buffer);
        }
    }

    @Test
    void bochs_showsEveryPixelOrRefuses() {
        try (ScatteredPicture pages = ScatteredPicture.create();
                DmaBuf buffer = export(pages.runs())) {
            if (expected(BOCHS_IMPORTS)) {
                assertShows("bochs", pages, buffer);
            } else {
                assertRefuses("bochs", buffer);
            }
        }
    }

    @Test
    void hugePages_showEveryPixelOrAreRefused() {
        try (ScatteredPicture pages = ScatteredPicture.createInHugePages()) {
            if (expected(HUGE_PAGES_RIGHT)) {
                try (DmaBuf buffer = export(pages.runs())) {
                    assertShows("cirrus", pages, buffer);
                }
            } else {
                ExportRefusedException refused =
                        assertThrows(
                                ExportRefusedException.class, () -> export(pages.runs()).close());
                assertEquals(ExportRefusal.Kind.HUGE_PAGES, refused.refusal().kind());
            }
        }
    }

    /// Why they are refused: the kernel itself would not. Once this fails, the kernel is mended,
    /// and they need not be.
    @Test
    void hugePages_uncheckedOnAffectedKernel_showGarbage() {
        if (expected(HUGE_PAGES_RIGHT)) {
            return;
        }
        try (ScatteredPicture pages = ScatteredPicture.createInHugePages();
                DmaBuf buffer = UncheckedExport.of(pages.runs());
                DrmDevice card = DrmDevice.open("cirrus")) {
            ScatteredPicture.draw(PICTURE, buffer);
            try (Screen _ = screen(card, buffer)) {
                assertNotEquals(PICTURE, KernelVm.screendump("cirrus"));
            }
        }
    }

    private static Screen screen(DrmDevice card, DmaBuf buffer) {
        return new Screen(
                card, card.importBuffer(buffer), ScatteredPicture.WIDTH, ScatteredPicture.HEIGHT);
    }

    /// Drawn through the dma-buf first, where the pages are in order; then through the memfd, where
    /// they are not.
    private static void assertShows(String driver, ScatteredPicture pages, DmaBuf buffer) {
        ScatteredPicture.draw(PICTURE, buffer);
        try (DrmDevice card = DrmDevice.open(driver);
                Screen screen = screen(card, buffer)) {
            assertSame(PICTURE, KernelVm.screendump(driver), card.driver());
            pages.drawSquareInFile();
            screen.update();
            assertSame(WITH_SQUARE, KernelVm.screendump(driver), card.driver() + "-square");
        }
    }

    private static void assertRefuses(String driver, DmaBuf buffer) {
        try (DrmDevice card = DrmDevice.open(driver)) {
            LinuxException refused =
                    assertThrows(LinuxException.class, () -> card.importBuffer(buffer));
            assertEquals(Errno.EINVAL, refused.errno());
        }
    }

    private static void assertSame(Picture expected, Picture actual, String name) {
        PictureDifference difference = new PictureDifference(actual, expected);
        System.out.println(name + ": " + difference);
        if (!actual.equals(expected)) {
            difference.save(KernelVm.out(), name);
        }
        assertEquals(expected, actual, difference::toString);
    }
}
