// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import dev.zeropane.linux.struct.GoldenLayouts;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayoutsTest {
    @Test
    void layouts_areThoseOfC() {
        GoldenLayouts.assertAreThoseOfC(
                LayoutsTest.class,
                List.of(
                        GpuConfig.LAYOUT,
                        CtrlHeader.LAYOUT,
                        GuestRect.LAYOUT,
                        GpuCommand.GetEdid.LAYOUT,
                        GpuCommand.ResourceCreate2d.LAYOUT,
                        GpuCommand.ResourceUnref.LAYOUT,
                        GpuCommand.SetScanout.LAYOUT,
                        GpuCommand.ResourceFlush.LAYOUT,
                        GpuCommand.TransferToHost2d.LAYOUT,
                        GpuCommand.ResourceAttachBacking.LAYOUT,
                        MemEntries.LAYOUT,
                        GpuCommand.ResourceDetachBacking.LAYOUT,
                        GpuCommand.UpdateCursor.POSITION,
                        GpuCommand.UpdateCursor.LAYOUT,
                        GpuResponse.DisplayInfo.ONE,
                        GpuResponse.DisplayInfo.LAYOUT,
                        GpuResponse.Edid.LAYOUT));
    }
}
