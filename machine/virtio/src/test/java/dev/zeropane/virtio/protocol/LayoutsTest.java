// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.struct.GoldenLayouts;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayoutsTest {
    @Test
    void layouts_areThoseOfC() {
        GoldenLayouts.assertAreThoseOfC(
                LayoutsTest.class,
                List.of(
                        Descriptor.LAYOUT,
                        AvailableRing.LAYOUT,
                        UsedRing.ELEMENT,
                        UsedRing.LAYOUT));
    }

    /// As VIRTIO 1.3 §2.7 has them, each with its event at the end.
    @Test
    void rings_haveTheSizesOfTheSpecification() {
        assertEquals(6 + 2 * 256, AvailableRing.bytes(256));
        assertEquals(6 + 8 * 256, UsedRing.bytes(256));
    }
}
