// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LentFileTest {
    private static LentFile lent() {
        Fd file = Memfd.create("lent", Mapping.PAGE_SIZE);
        file.addSeals(
                new Seals(
                        Seals.F_SEAL_SEAL
                                | Seals.F_SEAL_SHRINK
                                | Seals.F_SEAL_GROW
                                | Seals.F_SEAL_WRITE));
        return LentFile.of(file);
    }

    @Test
    void isInUse_asLongAsADescriptorOrAMappingIsLeft() {
        try (LentFile lent = lent()) {
            Fd first = lent.fd().dup();
            lent.finishHandover();
            assertTrue(lent.isInUse());
            Fd second = first.dup();
            first.close();
            assertTrue(lent.isInUse());
            Mapping mapping = Mapping.of(second, 0, Mapping.PAGE_SIZE, Mapping.Access.READ);
            second.close();
            assertTrue(lent.isInUse());
            assertEquals(0, mapping.segment().get(ValueLayout.JAVA_BYTE, 0));
            mapping.close();
            assertFalse(lent.isInUse());
            assertFalse(lent.isInUse());
        }
    }

    @Test
    void isInUse_onItsWayInASocket() {
        List<UnixSocket> pair = UnixSocket.pair("lent");
        try (LentFile lent = lent();
                Arena arena = Arena.ofConfined();
                UnixSocket sender = pair.get(0);
                UnixSocket receiver = pair.get(1)) {
            MemorySegment one = arena.allocate(1);
            assertEquals(1, sender.send(one, List.of(lent.fd())));
            lent.finishHandover();
            assertTrue(lent.isInUse());
            List<Fd> arrived = new ArrayList<>();
            assertEquals(UnixSocket.Received.DATA, receiver.receive(one, arrived));
            assertTrue(lent.isInUse());
            arrived.forEach(Fd::close);
            assertFalse(lent.isInUse());
        }
    }

    @Test
    void whatIsGivenAway_canBeReadOnly() {
        try (LentFile lent = lent()) {
            assertThrows(
                    LinuxException.class,
                    () -> Mapping.of(lent.fd(), 0, Mapping.PAGE_SIZE, Mapping.Access.READ_WRITE));
        }
    }
}
