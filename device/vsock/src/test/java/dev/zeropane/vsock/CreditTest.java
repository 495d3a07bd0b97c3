// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class CreditTest {
    private final Credit credit = new Credit();

    @Test
    void guest_maySendWhatIsKept_andNoByteMore() {
        assertTrue(credit.receive(Credit.BUF_ALLOC));
        assertFalse(credit.receive(1));
        credit.passOn(1);
        assertTrue(credit.receive(1));
        assertFalse(credit.receive(1));
        assertFalse(credit.receive(0xffff_ffffL));
    }

    @Test
    void guest_isToldInTime() {
        assertTrue(credit.receive(Credit.BUF_ALLOC));
        assertFalse(credit.owesUpdate());
        credit.passOn(Credit.BUF_ALLOC / 2);
        assertTrue(credit.owesUpdate());
        assertEquals(Credit.BUF_ALLOC / 2, credit.tellPassedOn());
        assertFalse(credit.owesUpdate());
    }

    /// Counts have 32 bits, and connections carry more.
    @Test
    void counts_goRound() {
        assertTrue(credit.update(1 << 20, 0));
        int sent = 0;
        for (int i = 0; i < 10_000; i++) {
            assertEquals(1 << 20, credit.available());
            credit.send(1 << 20);
            assertEquals(0, credit.available());
            sent += 1 << 20;
            assertTrue(credit.update(1 << 20, sent));
            assertTrue(credit.receive(Credit.BUF_ALLOC));
            credit.passOn(Credit.BUF_ALLOC);
        }
    }

    @Test
    void olderCount_changesNothing() {
        assertTrue(credit.update(1000, 0));
        credit.send(900);
        assertTrue(credit.update(1000, 800));
        assertEquals(900, credit.available());
        assertTrue(credit.update(1000, 300));
        assertEquals(900, credit.available());
    }

    @Test
    void countOfWhatWasNeverSent_isAFault() {
        assertTrue(credit.update(1000, 0));
        credit.send(10);
        assertFalse(credit.update(1000, 11));
        assertEquals(990, credit.available());
    }

    @Test
    void guestThatTakesLess_isSentNothing() {
        assertTrue(credit.update(1000, 0));
        credit.send(900);
        assertTrue(credit.update(100, 0));
        assertEquals(0, credit.available());
        assertTrue(credit.update(-1, 0));
        assertEquals((1 << 30) - 900, credit.available());
    }
}
