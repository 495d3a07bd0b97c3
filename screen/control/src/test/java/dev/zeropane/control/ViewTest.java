// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `view SCANOUT`, spoken by hand.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class ViewTest extends ServerRig {
    private static final int STRIDE = 4 * 20 + 16;
    private static final String COPY = "memfd:zeropane view";

    @Override
    void stopped() {
        assertEquals(0, mappings());
    }

    /// After the message about the guest.
    private Peer viewing(String request) {
        Peer peer = peer().send(request + "\n");
        assertEquals("vm.gpu", peer.expect("guest").text("name"));
        return peer.send("next\n");
    }

    private static TestDevice.Memory memory(Frame frame) {
        return (TestDevice.Memory) frame.memory();
    }

    /// A pixel as the guest has it.
    private static void draw(Frame frame, int x, int y, int pixel) {
        memory(frame).bytes.set(ValueLayout.JAVA_INT, 64 + y * STRIDE + 4 * x, pixel);
    }

    private static int pixel(MemorySegment copy, int x, int y) {
        return copy.get(ValueLayout.JAVA_INT, 80 * y + 4 * x);
    }

    /// Mappings of copies in this process, which is the server and its clients.
    private static long mappings() {
        try {
            return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> line.contains(COPY))
                    .count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void picture_isOneCopy_inWhichOnlyTheDamageFollows() {
        Frame frame = TestDevice.frame(20, 30);
        device.show(frame);
        Peer peer = viewing("view 0");
        Fields first = peer.expect("frame");
        assertEquals("shared", first.text("memory"));
        assertEquals(80, first.number("stride"));
        assertEquals(2400, first.number("size"));
        Fd fd = peer.fds().getFirst();
        try (Mapping mapping = Mapping.of(fd, 0, 2400, Mapping.Access.READ)) {
            MemorySegment copy = mapping.segment();
            int before = pixel(copy, 3, 2);
            draw(frame, 3, 2, 0x123456);
            draw(frame, 3, 3, 0x234567);
            draw(frame, 4, 3, 0x345678);
            assertEquals(before, pixel(copy, 3, 2));
            int right = pixel(copy, 4, 3);
            device.damage(new Rect(3, 2, 1, 2));
            Fields second = peer.send("next\n").expect("frame");
            assertEquals(first.number("buffer"), second.number("buffer"));
            Fields damage = second.object("damage");
            assertEquals(3, damage.number("x"));
            assertEquals(2, damage.number("y"));
            assertEquals(1, damage.number("width"));
            assertEquals(2, damage.number("height"));
            assertEquals(0x123456, pixel(copy, 3, 2));
            assertEquals(0x234567, pixel(copy, 3, 3));
            // Not damaged, so not copied.
            assertEquals(right, pixel(copy, 4, 3));
            assertEquals(1, peer.fds().size());
        }
    }

    @Test
    void client_canNeitherWriteNorResizeTheCopy() throws IOException {
        device.show(TestDevice.frame(20, 30));
        Peer peer = viewing("view 0");
        peer.expect("frame");
        Fd fd = peer.fds().getFirst();
        assertThrows(
                LinuxException.class, () -> Mapping.of(fd, 0, 2400, Mapping.Access.READ_WRITE));
        try (Fd again = reopened()) {
            assertThrows(
                    LinuxException.class,
                    () -> Mapping.of(again, 0, 2400, Mapping.Access.READ_WRITE));
            assertThrows(LinuxException.class, () -> again.truncate(0));
            assertThrows(LinuxException.class, () -> again.truncate(1 << 20));
        }
    }

    /// The client's descriptor once more, for writing.
    private static Fd reopened() throws IOException {
        try (var fds = Files.list(Path.of("/proc/self/fd"))) {
            return Fd.open(
                    fds.filter(ViewTest::isCopy).findFirst().orElseThrow(),
                    Mapping.Access.READ_WRITE);
        }
    }

    private static boolean isCopy(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().contains(COPY);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static long descriptors() {
        try (var fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.filter(ViewTest::isCopy).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void flipsOfOneSize_useTheSameCopy() {
        Frame one = TestDevice.frame(20, 30);
        Frame other = TestDevice.frame(20, 30);
        draw(other, 0, 0, 0x777777);
        device.show(one);
        Peer peer = viewing("view 0");
        Fields first = peer.expect("frame");
        device.show(other);
        Fields second = peer.send("next\n").expect("frame");
        assertEquals(first.number("buffer"), second.number("buffer"));
        Fd fd = peer.fds().getFirst();
        try (Mapping mapping = Mapping.of(fd, 0, 2400, Mapping.Access.READ)) {
            assertEquals(0x777777, pixel(mapping.segment(), 0, 0));
        }
    }

    /// More often than copies that were not given back would fit the limit.
    @Test
    void anotherSize_isAnotherCopy_andTheOldOneIsToBeForgotten() {
        Frame large = TestDevice.frame(200, 300);
        Frame small = TestDevice.frame(20, 30);
        device.show(large);
        Peer peer = viewing("view 0");
        Fields message = peer.expect("frame");
        for (int i = 0; i < 20; i++) {
            peer.closeFds();
            long before = message.number("buffer");
            device.show(i % 2 == 0 ? small : large);
            message = peer.send("next\n").expect("frame");
            assertEquals(List.of(before), message.numbersIfAny("forget"));
            assertEquals(1, peer.fds().size());
        }
        assertEquals(1, mappings());
    }

    @Test
    void dmaBuf_comesOnce_andIsForgottenWhenTheGuestTakesItBack() {
        try (StandIn one = new StandIn(8192);
                StandIn other = new StandIn(8192)) {
            Frame first = TestDevice.frame(20, 30, new TestDevice.Memory(one));
            Frame second = TestDevice.frame(20, 30, new TestDevice.Memory(other));
            device.show(first);
            Peer peer = viewing("view 0 dmabuf");
            Fields message = peer.expect("frame");
            assertEquals("dmabuf", message.text("memory"));
            long number = message.number("buffer");
            device.show(second);
            assertFalse(peer.send("next\n").expect("frame").number("buffer") == number);
            device.show(first);
            assertEquals(number, peer.send("next\n").expect("frame").number("buffer"));
            assertEquals(2, peer.fds().size());
            device.show(second);
            memory(first).gone = true;
            memory(first).exported = Optional.empty();
            device.surfaces.forEach(surface -> surface.forget(first.memory()));
            assertEquals(
                    List.of(number), peer.send("next\n").expect("frame").numbersIfAny("forget"));
            device.surfaces.forEach(surface -> surface.off());
            memory(second).exported = Optional.empty();
            device.surfaces.forEach(surface -> surface.forget(second.memory()));
            peer.send("next\n").expect("off");
        }
    }

    @Test
    void pointer_comesWithItsPicture() {
        device.show(TestDevice.frame(20, 30));
        Peer peer = viewing("view 0");
        peer.expect("frame");
        CursorPicture picture = CursorPicture.of(2, 1, new int[] {0x11223344, 0xff556677}, 1, 0);
        device.surfaces.forEach(surface -> {
            surface.cursor(Cursor.HIDDEN);
            surface.cursor(picture);
            surface.moveCursor(5, -3);
        });
        peer.closeFds();
        Fields cursor = peer.send("next\n").expect("cursor");
        assertEquals("picture", cursor.text("shape"));
        assertEquals(1, cursor.number("hotX"));
        assertEquals(picture, PointerMessage.read(cursor, Optional.of(peer.fds().getFirst())));
        Fields place = peer.send("next\n").expect("pointer");
        assertEquals(5, place.number("x"));
        assertEquals(-3, place.number("y"));
    }

    /// A pointer that never rests must not keep pictures from being sent, nor they the pointer.
    @Test
    void picturesAndPointer_takeTurns() {
        device.show(TestDevice.frame(20, 30));
        Peer peer = viewing("view 0");
        peer.expect("frame");
        List<String> types = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            device.damage(new Rect(0, 0, 1, 1));
            for (var surface : device.surfaces) {
                surface.moveCursor(i, i);
            }
            types.add(peer.send("next\n").receive().orElseThrow().text("type"));
        }
        assertEquals(List.of("pointer", "frame", "pointer", "frame"), types);
    }

    @Test
    void guest_isToldAnewWhenItsNameChanges() {
        device.show(TestDevice.frame(20, 30));
        Peer peer = viewing("view 0");
        peer.expect("frame");
        device.name("web1");
        assertEquals("web1", peer.send("next\n").expect("guest").text("name"));
    }

    /// One that stops reading costs its copy, however much is drawn.
    @Test
    void viewThatStopsReading_delaysNobody_andLeavesNothingBehind() {
        Frame frame = TestDevice.frame(20, 30);
        device.show(frame);
        Peer stuck = viewing("view 0");
        stuck.expect("frame");
        Peer other = viewing("view 0");
        other.expect("frame");
        for (int i = 0; i < 500; i++) {
            draw(frame, 0, 0, i);
            device.damage(new Rect(0, 0, 1, 1));
            for (var surface : device.surfaces) {
                surface.moveCursor(i, i);
            }
            other.send("next\n").receive();
            other.send("next\n").receive();
        }
        assertFalse(stuck.hasSomething());
        assertEquals(2, mappings());
        peers.forEach(Peer::close);
        Peer.await("no mapping", () -> mappings() == 0);
        Peer.await("no descriptor", () -> descriptors() == 0);
    }

    @Test
    void memoryTakenBack_comesAsWhateverIsNext() {
        Frame frame = TestDevice.frame(20, 30);
        memory(frame).gone = true;
        device.show(frame);
        Peer peer = viewing("view 0");
        assertFalse(peer.hasSomething());
        assertEquals(0, mappings());
        Frame next = TestDevice.frame(20, 30);
        device.show(next);
        assertEquals("shared", peer.expect("frame").text("memory"));
        Fd fd = peer.fds().getFirst();
        try (Mapping mapping = Mapping.of(fd, 0, 2400, Mapping.Access.READ)) {
            byte[] row = mapping.segment().asSlice(80, 80).toArray(ValueLayout.JAVA_BYTE);
            assertArrayEquals(
                    memory(next).bytes.asSlice(64 + STRIDE, 80).toArray(ValueLayout.JAVA_BYTE),
                    row);
        }
    }

    @Test
    void copies_countAsLent() {
        device.show(TestDevice.frame(400, 300));
        viewing("view 0").expect("frame");
        viewing("view 1").expect("frame");
        Peer third = viewing("view 0");
        assertTrue(third.expect("error").text("message").contains("no memory"));
    }
}
