// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The VMM's side of the display socket, [Vmm#gpuSocket], of a VMM whose screen nobody sees: what
/// the device asks is answered, what it shows is read and dropped. Reads only when [#poll] or
/// [#await] is called. Owned by one thread.
public final class UnseenScreen {
    private static final long FEATURES =
            VHOST_USER_GPU_PROTOCOL_F_EDID | VHOST_USER_GPU_PROTOCOL_F_DMABUF2;

    private final UnixSocket socket;
    private final Channel channel;
    private final MemorySegment header = Arena.ofAuto().allocate(Channel.HEADER, Integer.BYTES);
    private final MemorySegment dropped = Arena.ofAuto().allocate(1 << 16);
    private final int[] counts = new int[VHOST_USER_GPU_DMABUF_SCANOUT2 + 1];
    private final List<Runnable> held = new ArrayList<>();
    private boolean holds;
    private boolean closed;

    /// Bytes of the present message that are there, and of its payload that are not.
    private long headerBytes;

    private long payloadLeft;

    /// @param socket stays its owner's
    public UnseenScreen(UnixSocket socket) {
        this.socket = socket;
        this.channel = new Channel(socket);
    }

    /// Holds the answer to GET_DISPLAY_INFO, and all behind it, or gives those held.
    public void holdDisplayInfo(boolean hold) {
        holds = hold;
        if (!hold) {
            held.forEach(Runnable::run);
            held.clear();
        }
    }

    /// Receives what is there now, one message at most.
    ///
    /// @return whether anything was there
    public boolean poll() {
        boolean progress = false;
        boolean whole = false;
        while (!whole && !closed && receive()) {
            progress = true;
            whole = headerBytes == Channel.HEADER && payloadLeft == 0;
        }
        if (whole) {
            headerBytes = 0;
            came(header.get(JAVA_INT, 0));
        }
        return progress;
    }

    /// Receives until so many messages of a number have come.
    ///
    /// @throws FrontendException.TimedOut if they have not within the limit
    /// @throws FrontendException.Closed if the device closes its end before
    public void await(int message, int count, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (counts[message] < count) {
            if (closed) {
                throw new FrontendException.Closed("the display socket ended");
            }
            long left = deadline - System.nanoTime();
            if (left < 0) {
                throw new FrontendException.TimedOut(
                        "display message " + message + " came " + counts[message] + " times");
            }
            if (!poll()) {
                boolean _ = socket.awaitReadable(Duration.ofNanos(left));
            }
        }
    }

    private boolean receive() {
        boolean inHeader = headerBytes < Channel.HEADER;
        MemorySegment target =
                inHeader
                        ? header.asSlice(headerBytes)
                        : dropped.asSlice(0, Math.min(payloadLeft, dropped.byteSize()));
        switch (Channel.readBytes(socket, target)) {
            case NOTHING -> {
                return false;
            }
            case END -> {
                closed = true;
                return false;
            }
            case DATA -> {
                if (!inHeader) {
                    payloadLeft -= socket.received();
                    return true;
                }
                headerBytes += socket.received();
                if (headerBytes == Channel.HEADER) {
                    payloadLeft = Integer.toUnsignedLong(header.get(JAVA_INT, 8));
                }
            }
        }
        return true;
    }

    private void came(int message) {
        if (message < 0 || message >= counts.length) {
            throw new FrontendException(
                    "display message " + Integer.toUnsignedString(message) + " is unknown");
        }
        counts[message]++;
        reply(message).ifPresent(payload -> answer(message, payload));
    }

    private static Optional<byte[]> reply(int message) {
        return switch (message) {
            case VHOST_USER_GPU_GET_PROTOCOL_FEATURES ->
                    Optional.of(DisplayReplies.protocolFeatures(FEATURES));
            case VHOST_USER_GPU_GET_DISPLAY_INFO ->
                    Optional.of(DisplayReplies.displayInfo(DisplayReplies.ONE_DISPLAY));
            case VHOST_USER_GPU_GET_EDID ->
                    Optional.of(DisplayReplies.edid(DisplayReplies.emptyEdid()));
            case VHOST_USER_GPU_DMABUF_UPDATE -> Optional.of(new byte[0]);
            default -> Optional.empty();
        };
    }

    private void answer(int message, byte[] payload) {
        Runnable send =
                () -> channel.send(message, VHOST_USER_GPU_MSG_FLAG_REPLY, payload, List.of());
        boolean begins = holds && message == VHOST_USER_GPU_GET_DISPLAY_INFO;
        if (begins || !held.isEmpty()) {
            held.add(send);
        } else {
            send.run();
        }
    }
}
