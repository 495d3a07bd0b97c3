package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.testkit.Picture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A mode we never offer: 1366 pixels make a pitch that is no multiple of anything useful.
@Tag("vm")
@ParameterizedClass
@EnumSource
@TestInstance(Lifecycle.PER_CLASS)
final class OddPitchTest {
    @Parameter QemuVersion version;

    private VmPair pair;

    /// Not once before all: reports lose what is skipped or fails there.
    @BeforeEach
    void boot() {
        if (pair == null) {
            pair = VmPair.linux(version, VmPair.Cards.GPU, "video=Virtual-1:1366x768");
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
    void console() {
        assertSize(pair.assertSameWord("console-1366x768"));
    }

    @Test
    void modetest() {
        assertSize(Modetest.assertSame(pair, 1366, 768));
    }

    private static void assertSize(Picture picture) {
        assertEquals(1366, picture.width());
        assertEquals(768, picture.height());
    }
}
