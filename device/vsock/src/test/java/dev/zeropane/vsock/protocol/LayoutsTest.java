// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock.protocol;

import dev.zeropane.linux.struct.GoldenLayouts;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayoutsTest {
    @Test
    void layouts_areThoseOfC() {
        GoldenLayouts.assertAreThoseOfC(
                LayoutsTest.class, List.of(VsockConfig.LAYOUT, VsockHeader.LAYOUT));
    }
}
