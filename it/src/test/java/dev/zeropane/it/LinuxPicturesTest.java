package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.Picture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What programs nobody here wrote draw in a Linux guest.
@Tag("vm")
@ParameterizedClass
@EnumSource
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class LinuxPicturesTest {
    @Parameter QemuVersion version;

    private VmPair pair;

    /// Not once before all: reports lose what is skipped or fails there.
    @BeforeEach
    void boot() {
        if (pair == null) {
            pair = VmPair.linux(version, VmPair.Cards.GPU, "");
        }
    }

    @AfterParameterizedClassInvocation
    void close() {
        if (pair != null) {
            pair.close();
            pair = null; // the next QEMU's tests run in this same object
        }
    }

    @Test
    @Order(1)
    void console() {
        Picture picture = pair.assertSameWord("console");
        assertEquals(1280, picture.width());
        assertEquals(800, picture.height());
    }

    @ParameterizedTest
    @CsvSource({"640,480", "1024,768", "1920,1080"})
    @Order(2)
    void modetest(int width, int height) {
        Picture picture = Modetest.assertSame(pair, width, height);
        assertEquals(width, picture.width());
        assertEquals(height, picture.height());
        assertTrue(picture.colours() > 8, picture.toString());
    }

    @Test
    @Order(3)
    void consoleAfterModetest() {
        pair.assertSameWord("console-after-modetest");
    }
}
