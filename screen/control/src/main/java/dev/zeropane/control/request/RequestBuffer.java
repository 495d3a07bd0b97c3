// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.request;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/// What a client has sent and nobody has served yet.
public final class RequestBuffer {
    /// The longest request with its end, and the most bytes that a client may send ahead of an
    /// answer.
    public static final int MAX_LINE = 256;

    private final MemorySegment bytes = Arena.ofAuto().allocate(MAX_LINE);
    private int received;

    /// Where more may arrive; nothing if there is no room.
    public MemorySegment room() {
        return bytes.asSlice(received);
    }

    /// So many bytes have arrived in the room.
    public void arrived(long count) {
        received += (int) count;
    }

    public boolean isFull() {
        return received == MAX_LINE;
    }

    /// Takes a line, without its end, if all of it is there.
    public Optional<String> takeLine() {
        for (int i = 0; i < received; i++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, i) == '\n') {
                byte[] line = bytes.asSlice(0, i).toArray(ValueLayout.JAVA_BYTE);
                discard(i + 1);
                String text = new String(line, StandardCharsets.US_ASCII);
                return Optional.of(text.endsWith("\r") ? text.substring(0, i - 1) : text);
            }
        }
        return Optional.empty();
    }

    /// Takes bytes that are no line.
    ///
    /// @param wanted the most to be taken
    /// @return whether there were any
    public boolean take(int wanted, Consumer<MemorySegment> taker) {
        int count = Math.min(wanted, received);
        if (count == 0) {
            return false;
        }
        taker.accept(bytes.asSlice(0, count));
        discard(count);
        return true;
    }

    private void discard(int count) {
        MemorySegment.copy(bytes, count, bytes, 0, received - count);
        received -= count;
    }
}
