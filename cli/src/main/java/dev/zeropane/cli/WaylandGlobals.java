package dev.zeropane.cli;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a Wayland compositor offers: its globals, asked for with two requests.
///
/// ```
/// message: 0 u32 object   4 u16 opcode   6 u16 length, header included   8 arguments
/// string:  u32 length, its NUL included; bytes; padded to 4
/// ```
final class WaylandGlobals {
    private static final int DISPLAY = 1;
    private static final int REGISTRY = 2;
    private static final int CALLBACK = 3;
    private static final int SYNC = 0;
    private static final int GET_REGISTRY = 1;
    private static final int HEADER = 8;

    /// Much more than any compositor says: some 60 globals of 40 bytes each.
    private static final int MAX_BYTES = 1 << 18;

    private WaylandGlobals() {}

    /// Their interfaces with the versions.
    ///
    /// @throws IOException if what listens there does not speak Wayland, or not within the time
    static Map<String, Integer> of(Path socket, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        ByteBuffer said = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.nativeOrder()).limit(0);
        Map<String, Integer> globals = new TreeMap<>();
        List<Fd> fds = new ArrayList<>();
        try (UnixSocket display = UnixSocket.connect(socket);
                Arena arena = Arena.ofConfined()) {
            MemorySegment requests = arena.allocate(24, Integer.BYTES);
            request(requests, 0, GET_REGISTRY, REGISTRY);
            request(requests, 12, SYNC, CALLBACK);
            if (display.send(requests, List.of()) != requests.byteSize()) {
                throw new IOException(socket + " takes no requests");
            }
            MemorySegment part = arena.allocate(4096);
            while (!parse(said, globals)) {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (left.isNegative() || !display.awaitReadable(left)) {
                    throw new IOException(socket + " does not answer");
                }
                receive(display, part, fds, said);
            }
            return globals;
        } finally {
            fds.forEach(Fd::close);
        }
    }

    private static void request(MemorySegment requests, long at, int opcode, int newId) {
        requests.set(ValueLayout.JAVA_INT, at, DISPLAY);
        requests.set(ValueLayout.JAVA_INT, at + 4, 12 << 16 | opcode);
        requests.set(ValueLayout.JAVA_INT, at + 8, newId);
    }

    /// Appends what has arrived, up to the limit of `said`.
    private static void receive(
            UnixSocket display, MemorySegment part, List<Fd> fds, ByteBuffer said)
            throws IOException {
        UnixSocket.Received received = display.receive(part, fds);
        fds.forEach(Fd::close);
        fds.clear();
        int count = received == UnixSocket.Received.DATA ? (int) display.received() : 0;
        if (received == UnixSocket.Received.END || count > said.capacity() - said.limit()) {
            throw new IOException(display.fd() + " ended, or does not speak Wayland");
        }
        int at = said.limit();
        said.limit(at + count);
        said.put(at, part.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
    }

    /// Takes the whole messages out of `said`.
    ///
    /// @return whether the compositor has said all
    private static boolean parse(ByteBuffer said, Map<String, Integer> globals) throws IOException {
        while (said.remaining() >= HEADER) {
            int object = said.getInt(said.position());
            int word = said.getInt(said.position() + 4);
            int opcode = word & 0xffff;
            int length = word >>> 16;
            if (length < HEADER || length % 4 != 0 || (object == DISPLAY && opcode == 0)) {
                throw new IOException("what listens there does not speak Wayland");
            }
            if (said.remaining() < length) {
                return false;
            }
            ByteBuffer arguments =
                    said.slice(said.position() + HEADER, length - HEADER).order(said.order());
            said.position(said.position() + length);
            if (object == CALLBACK) {
                return true;
            }
            if (object == REGISTRY && opcode == 0) {
                global(arguments, globals);
            }
        }
        return false;
    }

    /// `wl_registry.global`: u32 name, string interface, u32 version.
    private static void global(ByteBuffer arguments, Map<String, Integer> globals)
            throws IOException {
        int length = arguments.limit() >= 12 ? arguments.getInt(4) : 0;
        if (length < 1 || length > arguments.limit() - 12) {
            throw new IOException("what listens there does not speak Wayland");
        }
        byte[] name = new byte[length - 1];
        arguments.get(8, name);
        int version = arguments.getInt(arguments.limit() - 4);
        globals.merge(new String(name, StandardCharsets.US_ASCII), version, Math::max);
    }
}
