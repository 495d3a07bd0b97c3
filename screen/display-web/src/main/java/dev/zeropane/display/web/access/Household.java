// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/// Addresses that count as one where something is limited: an address of IPv4, or the 64 bits of
/// IPv6 within which everybody may choose any.
///
/// @param prefix as text
public record Household(String prefix) {
    private static final int PREFIX_BYTES = 8;

    public static Household of(InetAddress address) {
        byte[] bytes = address.getAddress();
        int length = address instanceof Inet6Address ? PREFIX_BYTES : bytes.length;
        return new Household(Arrays.toString(Arrays.copyOf(bytes, length)));
    }
}
