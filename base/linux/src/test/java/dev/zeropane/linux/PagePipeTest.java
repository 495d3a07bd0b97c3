// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pages on their way through a pipe, and pieces gathered into one message.
final class PagePipeTest {
    private static final long SIZE = 64 * Mapping.PAGE_SIZE;

    private final Fd file = Memfd.create("pages", SIZE);
    private final Mapping mapping = Mapping.of(file, 0, SIZE, Mapping.Access.READ_WRITE);
    private final MemorySegment pages = mapping.segment();
    private final Arena arena = Arena.ofConfined();
    private final Gather pieces = new Gather();
    private UnixSocket sender;
    private UnixSocket receiver;

    @BeforeEach
    void connect() {
        List<UnixSocket> pair = UnixSocket.pair("pair");
        sender = pair.get(0);
        receiver = pair.get(1);
        for (long i = 0; i < SIZE / Long.BYTES; i++) {
            pages.setAtIndex(ValueLayout.JAVA_LONG, i, i);
        }
    }

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
        mapping.close();
        file.close();
        arena.close();
    }

    private MemorySegment receive(long length) {
        MemorySegment all = arena.allocate(length);
        for (long have = 0; have < length; have += receiver.received()) {
            assertEquals(
                    UnixSocket.Received.DATA,
                    receiver.receive(all.asSlice(have), new ArrayList<>()));
        }
        return all;
    }

    @Test
    void drainTo_scatteredPages_arriveInOrderAndAsTheyAreWhenRead() {
        long page = Mapping.PAGE_SIZE;
        pieces.add(pages, 5 * page, page);
        pieces.add(pages, 2 * page, 2 * page);
        try (PagePipe pipe = PagePipe.create("pipe")) {
            assertEquals(3 * page, pipe.fill(pieces));
            assertEquals(3 * page, pipe.queued());
            assertEquals(3 * page, pipe.drainTo(sender));
            assertEquals(0, pipe.queued());
        }
        pages.set(ValueLayout.JAVA_LONG, 5 * page, -1);
        MemorySegment got = receive(3 * page);
        assertEquals(-1, got.get(ValueLayout.JAVA_LONG, 0));
        assertEquals(-1, got.asSlice(0, page).mismatch(pages.asSlice(5 * page, page)));
        assertEquals(-1, got.asSlice(page).mismatch(pages.asSlice(2 * page, 2 * page)));
    }

    @Test
    void drainTo_nobodyReads_saysSoAndGoesOnLater() {
        pieces.add(pages, 0, SIZE);
        long sent = 0;
        try (PagePipe pipe = PagePipe.create("pipe")) {
            while (true) {
                if (pipe.queued() == 0) {
                    pipe.fill(pieces);
                }
                long moved = pipe.drainTo(sender);
                if (moved == 0) {
                    break;
                }
                sent += moved;
            }
            receive(sent);
            assertEquals(pipe.queued(), pipe.drainTo(sender));
        }
    }

    @Test
    void drainTo_peerGone_throwsAndTheProcessLives() {
        pieces.add(pages, 0, SIZE);
        try (PagePipe pipe = PagePipe.create("pipe")) {
            pipe.fill(pieces);
            receiver.close();
            assertThrows(LinuxException.Disconnected.class, () -> pipe.drainTo(sender));
        }
    }

    @Test
    void send_gatheredPieces_arriveAsTheyWereWhenSent() {
        pieces.add(pages, 8, 16);
        pieces.add(pages, 24, 8);
        pieces.add(pages, 800, 8);
        assertEquals(2, pieces.count());
        assertEquals(32, sender.send(pieces));
        pages.set(ValueLayout.JAVA_LONG, 8, -1);
        MemorySegment got = receive(32);
        assertEquals(1, got.get(ValueLayout.JAVA_LONG, 0));
        assertEquals(100, got.get(ValueLayout.JAVA_LONG, 24));
    }

    @Test
    void add_memoryThatIsGone_refused() {
        Mapping other = Mapping.of(file, 0, SIZE, Mapping.Access.READ);
        MemorySegment segment = other.segment();
        other.close();
        assertThrows(IllegalStateException.class, () -> pieces.add(segment, 0, 8));
        assertThrows(
                IllegalStateException.class,
                () -> pieces.add(MemorySegment.ofArray(new byte[8]), 0, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> pieces.add(pages, SIZE - 4, 8));
    }

    @Test
    void add_moreThanTheKernelTakes_refused() {
        for (int i = 0; i < Gather.CAPACITY; i++) {
            pieces.add(pages, 16L * i, 8);
        }
        assertEquals(true, pieces.isFull());
        assertThrows(IllegalStateException.class, () -> pieces.add(pages, SIZE - 8, 8));
        pieces.clear();
        pieces.add(pages, 0, 8);
        assertEquals(8, pieces.size());
    }
}
