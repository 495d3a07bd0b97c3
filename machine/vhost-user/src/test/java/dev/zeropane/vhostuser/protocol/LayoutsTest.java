// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser.protocol;

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
                        Header.LAYOUT,
                        ConfigSpan.LAYOUT,
                        VringState.LAYOUT,
                        VringAddress.LAYOUT,
                        MemoryRegion.LAYOUT,
                        MemoryRegion.TABLE));
    }

    @Test
    void tables_haveOneRegionAfterAnother() {
        assertEquals(8 + 3 * 32, MemoryRegion.size(3));
    }
}
