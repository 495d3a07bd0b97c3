// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/// What comes from a client, as big-endian numbers and bytes; waits for them. Belongs to one
/// thread.
final class Input {
    private static final int SIZE = 4096;

    private final BytePipe pipe;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE).flip();

    Input(BytePipe pipe) {
        this.pipe = pipe;
    }

    /// As [#u8], at a place where the client may end the connection.
    ///
    /// @return -1 if it has
    int first() throws IOException {
        return buffer.hasRemaining() || fill() ? buffer.get() & 0xff : -1;
    }

    int u8() throws IOException {
        need(1);
        return buffer.get() & 0xff;
    }

    int u16() throws IOException {
        need(2);
        return buffer.getShort() & 0xffff;
    }

    /// Of 32 bits; the caller knows whether they have a sign.
    int u32() throws IOException {
        need(4);
        return buffer.getInt();
    }

    /// Whether more has come than was taken.
    boolean hasMore() {
        return buffer.hasRemaining();
    }

    /// @return as many as have come already, at least 1 and at most `count`; waits for the first
    byte[] some(int count) throws IOException {
        need(1);
        return bytes(Math.min(buffer.remaining(), count));
    }

    byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            need(1);
            int part = Math.min(buffer.remaining(), count - done);
            buffer.get(bytes, done, part);
            done += part;
        }
        return bytes;
    }

    void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            need(1);
            int part = (int) Math.min(buffer.remaining(), left);
            buffer.position(buffer.position() + part);
            left -= part;
        }
    }

    private void need(int bytes) throws IOException {
        while (buffer.remaining() < bytes) {
            if (!fill()) {
                throw new EOFException("it left in the middle of a message");
            }
        }
    }

    private boolean fill() throws IOException {
        buffer.compact();
        try {
            return pipe.read(buffer) > 0;
        } finally {
            buffer.flip();
        }
    }
}
