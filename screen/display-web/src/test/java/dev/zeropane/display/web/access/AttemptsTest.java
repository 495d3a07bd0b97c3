// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Who guesses is slowed down, and nobody else.
final class AttemptsTest {
    private final AtomicLong nanos = new AtomicLong(-1);
    private final Attempts attempts = new Attempts(nanos::get);
    private final Household one = household("192.0.2.1");
    private final Household other = household("192.0.2.2");

    private static Household household(String address) {
        return Household.of(InetAddress.ofLiteral(address));
    }

    private void later(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private int tries(Household who) {
        int tries = 0;
        while (attempts.begin(who).isEmpty()) {
            tries++;
        }
        return tries;
    }

    @Test
    void wrongOnes_areFiveAndThenOneInTenSeconds() {
        assertEquals(5, tries(one));
        assertEquals(Optional.of(Duration.ofSeconds(10)), attempts.begin(one));
        later(9);
        assertEquals(Optional.of(Duration.ofSeconds(1)), attempts.begin(one));
        later(1);
        assertEquals(1, tries(one));
        later(3600);
        assertEquals(5, tries(one));
    }

    @Test
    void others_doNotWait() {
        assertEquals(5, tries(one));
        assertEquals(5, tries(other));
    }

    @Test
    void rightOnes_areNotCounted() {
        for (int i = 0; i < 100; i++) {
            assertEquals(Optional.empty(), attempts.begin(one));
            attempts.right(one);
        }
        assertEquals(5, tries(one));
    }

    @Test
    void networkOfIpv6_isOne() {
        assertEquals(household("2001:db8::1"), household("2001:db8::ffff:1:2:3"));
        assertEquals(5, tries(household("2001:db8:0:1::1")));
        assertEquals(0, tries(household("2001:db8:0:1:ffff::2")));
        assertEquals(5, tries(household("2001:db8:0:2::1")));
    }

    @Test
    void addressesWithoutEnd_areNotKept_butThoseThatTryAreRemembered() {
        for (int i = 0; i < 3 * Attempts.MAX_ADDRESSES; i++) {
            Optional<Duration> _ = attempts.begin(new Household("many " + i));
            Optional<Duration> _ = attempts.begin(one);
        }
        assertEquals(0, tries(one));
    }
}
