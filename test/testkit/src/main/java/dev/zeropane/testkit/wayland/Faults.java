// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.EventBytes;
import dev.zeropane.testkit.wayland.server.ProtocolError;
import dev.zeropane.testkit.wayland.server.Registry;
import dev.zeropane.testkit.wayland.server.Server;
import dev.zeropane.testkit.wayland.server.Wire;
import dev.zeropane.wayland.protocol.WlRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// What bad compositors do, to every client that is connected. Every method may be called by any
/// thread.
public final class Faults {
    private static final int UNKNOWN_OBJECT = 0x00f0_0000;
    private static final int OVERSIZE = 0xfffc;

    private final TestCompositor compositor;
    private final Server server;

    Faults(TestCompositor compositor, Server server) {
        this.compositor = compositor;
        this.server = server;
    }

    private void each(Consumer<Client> fault) {
        compositor.tell(() -> server.clients().forEach(fault));
    }

    /// Reads no more requests, or goes on.
    public void stopReading(boolean stop) {
        each(client -> client.reading(!stop));
    }

    /// @param seed of the bytes
    public void garbage(int bytes, long seed) {
        byte[] garbage = new byte[bytes];
        new Random(seed).nextBytes(garbage);
        each(client -> client.sendRaw(garbage.clone(), List.of()));
    }

    /// The longest message that a header can announce, whose contents belong to no event.
    public void oversizeMessage() {
        each(client -> {
            ByteBuffer message = ByteBuffer.allocate(OVERSIZE).order(ByteOrder.nativeOrder());
            message.putInt(client.display().id()).putInt(OVERSIZE << 16);
            client.sendRaw(message.array(), List.of());
        });
    }

    /// A message whose header says that it is shorter than its header.
    public void undersizeMessage() {
        each(client -> {
            ByteBuffer message = ByteBuffer.allocate(Wire.HEADER).order(ByteOrder.nativeOrder());
            message.putInt(client.display().id()).putInt(4 << 16);
            client.sendRaw(message.array(), List.of());
        });
    }

    /// An event that is as it should be, with descriptors that belong to no event.
    ///
    /// @param count at most what the kernel carries, 253
    public void descriptors(int count) {
        each(client -> {
            List<Fd> fds = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                fds.add(Memfd.create("unwanted", 1));
            }
            EventBytes event =
                    client.objects().stream()
                            .filter(Registry.class::isInstance)
                            .map(registry -> global(registry.id()))
                            .findFirst()
                            .orElseThrow();
            byte[] bytes = new byte[event.bytes().remaining()];
            event.bytes().get(bytes);
            client.sendRaw(bytes, fds);
        });
    }

    private static EventBytes global(int registry) {
        return EventBytes.of(
                registry,
                WlRegistry.INTERFACE,
                WlRegistry.Event.GLOBAL,
                1_000_000,
                "zeropane_unknown",
                1);
    }

    /// An event of an object that nobody made.
    public void eventOfUnknownObject() {
        each(client -> {
            ByteBuffer message = ByteBuffer.allocate(Wire.HEADER).order(ByteOrder.nativeOrder());
            message.putInt(UNKNOWN_OBJECT).putInt(Wire.HEADER << 16);
            client.sendRaw(message.array(), List.of());
        });
    }

    /// `wl_display.error`, and the connection's end.
    public void protocolError(String message) {
        each(client -> client.fail(ProtocolError.ofDisplay(ProtocolError.IMPLEMENTATION, message)));
    }

    /// Ends the connections, and takes new ones.
    public void closeConnections() {
        each(Client::close);
    }
}
