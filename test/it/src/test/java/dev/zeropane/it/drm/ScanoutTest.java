// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusedException;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.Udmabuf;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.testkit.KernelVm;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Graphics cards scan out scattered pages, and their screens show every pixel in its place.
@Tag("kernel")
@Timeout(240)
final class ScanoutTest {
    private static final Picture PICTURE = ScatteredPicture.everyPixelDifferent();
    private static final Picture WITH_SQUARE = ScatteredPicture.withSquare(PICTURE);

    private final Budget budget = new Budget(16 << 20);

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
            if (Cards.expected().bochsImports()) {
                assertShows("bochs", pages, buffer);
            } else {
                assertRefuses("bochs", buffer);
            }
        }
    }

    @Test
    void hugePages_showEveryPixelOrAreRefused() {
        try (ScatteredPicture pages = ScatteredPicture.createInHugePages()) {
            if (Cards.expected().hugePagesRight()) {
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

    /// Why they are refused: the kernel itself does not, and cards show garbage.
    @Test
    void hugePages_unchecked_showEveryPixelOnlyWhereTheyAreNotRefused() {
        try (ScatteredPicture pages = ScatteredPicture.createInHugePages();
                DmaBuf buffer = UncheckedExport.of(pages.runs());
                DrmDevice card = DrmDevice.open("cirrus")) {
            ScatteredPicture.draw(PICTURE, buffer);
            try (Screen _ = screen(card, buffer)) {
                Picture shown = look("cirrus", PICTURE, card.driver() + "-unchecked-huge-pages");
                assertEquals(Cards.expected().hugePagesRight(), shown.equals(PICTURE));
            }
        }
    }

    private static Screen screen(DrmDevice card, DmaBuf buffer) {
        return new Screen(
                card, card.importBuffer(buffer), ScatteredPicture.WIDTH, ScatteredPicture.HEIGHT);
    }

    /// Drawn through the dma-buf first, where the pages are in order; then through the memfd, where
    /// they are not. The driver has copied what changed when it returns.
    private static void assertShows(String driver, ScatteredPicture pages, DmaBuf buffer) {
        ScatteredPicture.draw(PICTURE, buffer);
        try (DrmDevice card = DrmDevice.open(driver);
                Screen screen = screen(card, buffer)) {
            assertEquals(PICTURE, look(driver, PICTURE, card.driver()));
            pages.drawSquareInFile();
            screen.update();
            assertEquals(WITH_SQUARE, look(driver, WITH_SQUARE, card.driver() + "-square"));
        }
    }

    /// What the screen of a card shows, kept for a person to look at.
    private static Picture look(String driver, Picture expected, String name) {
        Picture actual = KernelVm.screendump(driver);
        actual.write(KernelVm.out().resolve(name + ".png"));
        System.out.println(name + ": " + new PictureDifference(actual, expected));
        return actual;
    }

    private static void assertRefuses(String driver, DmaBuf buffer) {
        try (DrmDevice card = DrmDevice.open(driver)) {
            LinuxException refused =
                    assertThrows(LinuxException.class, () -> card.importBuffer(buffer));
            assertEquals(Errno.EINVAL, refused.errno());
        }
    }
}
