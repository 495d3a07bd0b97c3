package dev.zeropane.frontend;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Fills one segment after the other from a socket, as bytes come, and never reads past the one
/// asked for.
final class Intake {
    private final UnixSocket socket;
    private final List<Fd> fds = new ArrayList<>();
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
    }

    /// Receives once.
    ///
    /// @return whether anything was there
    boolean receive() {
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
        if (!fds.isEmpty()) {
            fds.forEach(Fd::close);
            fds.clear();
            throw new FrontendException("a descriptor came on " + socket.fd());
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
}
