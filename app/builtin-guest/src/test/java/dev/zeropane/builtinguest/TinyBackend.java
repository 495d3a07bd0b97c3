// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static dev.zeropane.builtinguest.VhostUser.*;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Answers vhost-user requests as told and notes what came, one line each.
final class TinyBackend implements Runnable {
    record Noted(int id, int flags, String payload, int fds) {
        String brief() {
            return id + ((flags & NEED_REPLY) != 0 ? "!" : "") + (fds > 0 ? "+" + fds : "");
        }
    }

    final List<Noted> noted = new ArrayList<>();
    private final UnixSocket socket;
    private final long features;
    private final long protocolFeatures;

    TinyBackend(UnixSocket socket, long features, long protocolFeatures) {
        this.socket = socket;
        this.features = features;
        this.protocolFeatures = protocolFeatures;
    }

    /// Serves until the front-end hangs up.
    @Override
    public void run() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4096, 8);
            List<Fd> fds = new ArrayList<>();
            while (read(buffer.asSlice(0, 12), fds)) {
                int id = buffer.get(ValueLayout.JAVA_INT, 0);
                int flags = buffer.get(ValueLayout.JAVA_INT, 4);
                MemorySegment body = buffer.asSlice(12, buffer.get(ValueLayout.JAVA_INT, 8));
                read(body, fds);
                byte[] payload = body.toArray(ValueLayout.JAVA_BYTE);
                noted.add(new Noted(id, flags, HexFormat.of().formatHex(payload), fds.size()));
                fds.forEach(Fd::close);
                fds.clear();
                answer(buffer, id, flags, payload);
            }
        }
    }

    private boolean read(MemorySegment into, List<Fd> fds) {
        for (long at = 0; at < into.byteSize(); ) {
            switch (socket.receive(into.asSlice(at), fds)) {
                case DATA -> at += socket.received();
                case NOTHING -> LockSupport.parkNanos(20_000);
                case END -> {
                    return false;
                }
            }
        }
        return true;
    }

    private void answer(MemorySegment buffer, int id, int flags, byte[] payload) {
        switch (id) {
            case VHOST_USER_GET_FEATURES -> reply(buffer, id, u64(features));
            case VHOST_USER_GET_PROTOCOL_FEATURES -> reply(buffer, id, u64(protocolFeatures));
            case VHOST_USER_GET_QUEUE_NUM -> reply(buffer, id, u64(2));
            case VHOST_USER_GET_MAX_MEM_SLOTS -> reply(buffer, id, u64(32));
            case VHOST_USER_GET_VRING_BASE -> {
                payload[4] = 9;
                reply(buffer, id, payload);
            }
            case VHOST_USER_GET_CONFIG -> {
                payload[12] = 1;
                reply(buffer, id, payload);
            }
            default -> {
                if ((flags & NEED_REPLY) != 0) {
                    reply(buffer, id, u64(0));
                }
            }
        }
    }

    private static byte[] u64(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value).array();
    }

    private void reply(MemorySegment buffer, int id, byte[] payload) {
        buffer.set(ValueLayout.JAVA_INT, 0, id);
        buffer.set(ValueLayout.JAVA_INT, 4, VERSION | REPLY);
        buffer.set(ValueLayout.JAVA_INT, 8, payload.length);
        MemorySegment.copy(payload, 0, buffer, ValueLayout.JAVA_BYTE, 12, payload.length);
        socket.send(buffer.asSlice(0, 12 + payload.length), List.of());
    }
}
