// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf.protocol;

import dev.zeropane.linux.struct.GoldenLayouts;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayoutsTest {
    @Test
    void layouts_areThoseOfC() {
        GoldenLayouts.assertAreThoseOfC(
                LayoutsTest.class,
                List.of(
                        UdmabufCreate.LAYOUT,
                        UdmabufCreateList.Item.LAYOUT,
                        UdmabufCreateList.LAYOUT,
                        DmaBufSync.LAYOUT,
                        SyncFileExchange.EXPORT,
                        SyncFileExchange.IMPORT,
                        HeapAllocation.LAYOUT,
                        SyncFileInfo.LAYOUT,
                        SyncMerge.LAYOUT));
    }
}
