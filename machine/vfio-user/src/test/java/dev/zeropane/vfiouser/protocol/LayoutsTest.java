// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser.protocol;

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
                        VersionNumbers.LAYOUT,
                        DmaMap.LAYOUT,
                        DmaUnmap.LAYOUT,
                        DeviceInfo.LAYOUT,
                        RegionInfo.LAYOUT,
                        SparseMmap.HEADER,
                        SparseMmap.AREA,
                        SparseMmap.LAYOUT,
                        IrqInfo.LAYOUT,
                        IrqSet.LAYOUT,
                        RegionAccess.LAYOUT));
    }
}
