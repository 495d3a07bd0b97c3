// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.kernel;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A client of the control socket that watches the first screen and takes dma-bufs, read as the
/// page about that says.
final class LiveWatch implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final UnixSocket socket;
    private final List<Fd> fds = new ArrayList<>();

    LiveWatch(Path path) {
        socket = UnixSocket.connect(path);
        send("watch 0 dmabuf");
    }

    private void send(String request) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment line = arena.allocateFrom(request + "\n");
            socket.send(line.asSlice(0, line.byteSize() - 1), List.of());
        }
    }

    /// The next message. Its descriptor, if it has one, is then [#fd].
    Map<String, Object> next() {
        close(fds);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        MemorySegment one = Arena.ofAuto().allocate(1);
        Await.untilTrue(
                () -> "a message, after " + line,
                LIMIT,
                () -> {
                    while (socket.receive(one, fds) == UnixSocket.Received.DATA) {
                        byte b = one.get(ValueLayout.JAVA_BYTE, 0);
                        if (b == '\n') {
                            return true;
                        }
                        line.write(b);
                    }
                    return false;
                });
        try {
            return JSON.std.mapFrom(line.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void askForNext() {
        send("next");
    }

    /// Whether anything was sent that was not asked for, within a moment.
    boolean hasSomething() {
        return socket.awaitReadable(Duration.ofMillis(300));
    }

    /// The descriptor of the last message.
    Fd fd() {
        if (fds.size() != 1) {
            throw new AssertionError(fds.size() + " descriptors came");
        }
        return fds.getFirst();
    }

    private static void close(List<Fd> fds) {
        fds.forEach(Fd::close);
        fds.clear();
    }

    @Override
    public void close() {
        close(fds);
        socket.close();
    }
}
