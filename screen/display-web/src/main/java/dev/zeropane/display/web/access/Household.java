// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Addresses that count as one where something is limited: an address of IPv4, or the 64 bits of
/// IPv6 within which everybody may choose any.
///
/// @param prefix as text
public record Household(String prefix) {
    private static final int PREFIX_BYTES = 8;

    /// Who has to go where there is no room: the oldest of the household that has most. So whoever
    /// comes without end drives out none but its own.
    ///
    /// @param all not empty, the oldest first
    public static <T> T oldestOfLargest(
            Collection<T> all, Function<T, Optional<Household>> household) {
        Map<Optional<Household>, Integer> sizes = new HashMap<>();
        all.forEach(one -> sizes.merge(household.apply(one), 1, Integer::sum));
        int most = Collections.max(sizes.values());
        return all.stream()
                .filter(one -> sizes.get(household.apply(one)) == most)
                .findFirst()
                .orElseThrow();
    }

    public static Household of(InetAddress address) {
        byte[] bytes = address.getAddress();
        int length = address instanceof Inet6Address ? PREFIX_BYTES : bytes.length;
        return new Household(Arrays.toString(Arrays.copyOf(bytes, length)));
    }
}
