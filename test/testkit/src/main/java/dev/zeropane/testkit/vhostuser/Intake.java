// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Fills one segment after the other from a socket, as bytes come, and never reads past the one
/// asked for. Descriptors come with the first byte of a message or not at all.
final class Intake implements AutoCloseable {
    private final UnixSocket socket;
    private final List<Fd> fds = new ArrayList<>();
    private boolean atStart;
    private MemorySegment target = MemorySegment.NULL;
    private long filled;
    private Runnable whenFull = () -> {};
    private boolean ended;

    Intake(UnixSocket socket) {
        this.socket = socket;
    }

    /// Says what comes next: `then` runs when `segment`, which is not empty, is full.
    void expect(MemorySegment segment, Runnable then) {
        target = segment;
        filled = 0;
        whenFull = then;
        atStart = false;
    }

    /// As [#expect], with which a message begins.
    void expectStart(MemorySegment segment, Runnable then) {
        expect(segment, then);
        atStart = true;
    }

    /// The descriptors that came with the message, which the caller then owns.
    List<Fd> takeFds() {
        List<Fd> taken = List.copyOf(fds);
        fds.clear();
        return taken;
    }

    /// Receives once.
    ///
    /// @return whether anything was there
    boolean receive() {
        int before = fds.size();
        boolean mayCome = atStart && filled == 0;
        switch (read()) {
            case NOTHING -> {
                return false;
            }
            case END -> {
                ended = true;
                return false;
            }
            case DATA -> filled += socket.received();
        }
        if (fds.size() > before && !mayCome) {
            throw new FrontendException("a descriptor came in the middle of a message");
        }
        if (filled == target.byteSize()) {
            whenFull.run();
        }
        return true;
    }

    /// Waits until [#receive] has something to do, at most so long.
    void awaitReadable(Duration limit) {
        boolean _ = socket.awaitReadable(limit);
    }

    private UnixSocket.Received read() {
        try {
            return socket.receive(target.asSlice(filled), fds);
        } catch (LinuxException.Disconnected e) {
            return UnixSocket.Received.END;
        }
    }

    /// Bytes of the segment expected that are there.
    long filled() {
        return filled;
    }

    /// Whether the peer closed its end and everything before that has been received.
    boolean hasEnded() {
        return ended;
    }

    /// Closes descriptors that nobody took.
    @Override
    public void close() {
        takeFds().forEach(Fd::close);
    }
}
