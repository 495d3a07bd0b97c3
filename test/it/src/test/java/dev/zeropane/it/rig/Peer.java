// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A Unix socket that is there before QEMU starts, for QEMU to connect to. The other way round one
/// would have to look again and again whether QEMU has made it yet.
public final class Peer implements AutoCloseable {
    private static final Duration TO_START = Duration.ofSeconds(20);

    private final Path path;
    private final ServerSocketChannel listener;

    public Peer(Path path) {
        this.path = path;
        try {
            listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(path));
            listener.configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + path, e);
        }
    }

    public Path path() {
        return path;
    }

    /// Waits for QEMU's connection, or for its end.
    public SocketChannel accept(Program qemu) {
        return Await.until(
                () -> "QEMU to connect to " + path + "\n" + qemu.err().text(),
                TO_START,
                () -> tryAccept(qemu));
    }

    private Optional<SocketChannel> tryAccept(Program qemu) {
        try {
            SocketChannel channel = listener.accept();
            if (channel == null && !qemu.isAlive()) {
                qemu.awaitExit(TO_START);
                throw new AssertionError("QEMU ended: " + qemu.err().text());
            }
            return Optional.ofNullable(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
