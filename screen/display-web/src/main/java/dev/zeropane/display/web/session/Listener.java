// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.web.wire.BytePipe;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/// Waits for clients at a port.
public final class Listener implements AutoCloseable {
    /// Between a connection that could not be accepted, for want of descriptors perhaps, and the
    /// next try.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocketChannel socket;

    /// @param socket whose owner this is from now on; nobody is accepted before [#start]
    public Listener(ServerSocketChannel socket) {
        this.socket = socket;
    }

    public int port() {
        return Port.of(socket);
    }

    /// @param accepted gets each connection
    /// @param failed is told why one could not be accepted
    public void start(Consumer<BytePipe> accepted, Consumer<IOException> failed) {
        Thread _ =
                Thread.ofVirtual().name("zeropane-vnc-listener").start(() -> run(accepted, failed));
    }

    private void run(Consumer<BytePipe> accepted, Consumer<IOException> failed) {
        while (socket.isOpen()) {
            try {
                serve(socket.accept(), accepted);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                failed.accept(e);
                pause();
            }
        }
    }

    private static void serve(SocketChannel channel, Consumer<BytePipe> accepted)
            throws IOException {
        try {
            accepted.accept(new TcpPipe(channel));
        } catch (IOException e) {
            // It has left already.
            channel.close();
        } catch (RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nobody is accepted any more all the same.
        }
    }
}
