// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.web.wire.Addresses;
import dev.zeropane.display.web.wire.BytePipe;
import dev.zeropane.display.web.wire.KeepAlive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// A TCP connection.
final class TcpPipe implements BytePipe {
    /// What the kernel keeps for a client that does not read; it doubles this. Left to itself it
    /// would keep 4 MB, all of it pictures of the past.
    private static final int SEND_BUFFER = 128 << 10;

    private final SocketChannel channel;
    private final InetSocketAddress peer;

    /// @param channel whose owner this is from now on
    TcpPipe(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.peer = (InetSocketAddress) channel.getRemoteAddress();
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        KeepAlive.set(channel);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int _ = channel.write(bytes);
        }
    }

    @Override
    public String peer() {
        return Addresses.text(peer.getAddress(), peer.getPort());
    }

    @Override
    public Optional<InetAddress> address() {
        return Optional.of(peer.getAddress());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }
}
