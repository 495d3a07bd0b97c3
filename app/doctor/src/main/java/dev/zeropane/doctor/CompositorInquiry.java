// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.wayland.Connection;
import dev.zeropane.wayland.Globals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// Asks a compositor for its globals, on the calling thread.
final class CompositorInquiry {
    private final Map<String, Integer> offered = new TreeMap<>();
    private boolean answered;
    private String problem;

    private CompositorInquiry(Path socket) {
        problem = socket + " does not answer";
    }

    /// The interfaces of the globals, with their versions.
    ///
    /// @throws IOException if the peer does not speak Wayland, or does not answer in time
    static Map<String, Integer> ask(Path socket, Duration limit) throws IOException {
        CompositorInquiry inquiry = new CompositorInquiry(socket);
        inquiry.run(socket, limit);
        if (!inquiry.answered) {
            throw new IOException(inquiry.problem);
        }
        return inquiry.offered;
    }

    private void run(Path socket, Duration limit) {
        try (EventLoop loop = new EventLoop(e -> problem = e.toString());
                Connection connection =
                        new Connection(
                                loop,
                                UnixSocket.connect(socket),
                                reason -> {
                                    problem = reason;
                                    loop.stop();
                                })) {
            Globals globals = new Globals(connection, Globals.Listener.none());
            connection.sync(() -> {
                globals.all()
                        .forEach(g -> offered.merge(g.interfaceName(), g.version(), Math::max));
                answered = true;
                loop.stop();
            });
            EventLoop.Timer _ = loop.after(limit, loop::stop);
            loop.run();
        }
    }
}
