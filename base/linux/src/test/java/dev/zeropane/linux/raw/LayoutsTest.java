// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.linux.struct.GoldenLayouts;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayoutsTest {
    @Test
    void layouts_areThoseOfC() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "layouts.txt is of x86-64");
        GoldenLayouts.assertAreThoseOfC(
                LayoutsTest.class,
                List.of(
                        EpollEvent.LAYOUT,
                        PollFd.LAYOUT,
                        Statx.LAYOUT,
                        StatFs.LAYOUT,
                        IoVector.LAYOUT,
                        MessageHeader.LAYOUT,
                        ControlHeader.LAYOUT,
                        SocketAddress.LAYOUT,
                        PeerCredentials.LAYOUT));
    }
}
