// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm.protocol;

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
                        Features.LAYOUT,
                        ScreenSize.LAYOUT,
                        Update.LAYOUT,
                        CursorPosition.LAYOUT,
                        CursorUpdate.LAYOUT,
                        DmaBufScanout.LAYOUT,
                        DmaBufScanout.WITH_MODIFIER,
                        DisplayInfo.RECT,
                        DisplayInfo.ONE,
                        DisplayInfo.LAYOUT));
    }
}
