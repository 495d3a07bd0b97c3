// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import java.util.stream.Stream;

/// Everything a guest is known to try with single commands, chains and rings.
public final class GuestAttacks {
    private GuestAttacks() {}

    /// Attacks on a machine with 64 MiB of RAM in one piece and rings of 64 entries.
    public static Stream<Attack> all() {
        return groups().flatMap(attacks -> attacks);
    }

    /// Those that one guest can play after each other, as it resets in between. A VMM that has not
    /// answered once is not waited for again, which matters to rings.
    public static Stream<Stream<Attack>> groups() {
        return Stream.of(
                ResourceAttacks.all(),
                TransferAttacks.all(),
                ScreenAttacks.all(),
                UnknownCommandAttacks.all(),
                ReplyAttacks.all(),
                ChainAttacks.all(),
                RingAttacks.all());
    }

    /// Attacks on a machine whose RAM is in two regions of one file.
    public static Stream<Attack> ofTwoRegions() {
        return ResourceAttacks.atTheHole();
    }
}
