// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import java.net.Inet6Address;
import java.net.InetAddress;

/// Addresses as people write them.
public final class Addresses {
    private Addresses() {}

    public static String text(InetAddress address, int port) {
        String host = address.getHostAddress();
        return (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
    }
}
