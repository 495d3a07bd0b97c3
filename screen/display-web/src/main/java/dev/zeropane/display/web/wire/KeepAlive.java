// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/// Has the kernel ask a client's machine whether it is still there: after two minutes of silence we
/// know. Otherwise one that was cut off would keep its place for ever while the picture stands
/// still.
public final class KeepAlive {
    private static final int SECONDS_IDLE = 60;
    private static final int SECONDS_BETWEEN = 15;
    private static final int UNANSWERED = 4;

    private KeepAlive() {}

    public static void set(SocketChannel client) throws IOException {
        client.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        client.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, SECONDS_IDLE);
        client.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, SECONDS_BETWEEN);
        client.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, UNANSWERED);
    }
}
