// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/// What goes to a client: big-endian numbers and bytes, collected and handed to the pipe when there
/// are many or all are said. So it waits for a client that is slow. Belongs to one thread.
public final class Output {
    /// What is collected at most. A WebSocket's frames are to have no more.
    private static final int SIZE = 32 << 10;

    private final BytePipe pipe;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);

    public Output(BytePipe pipe) {
        this.pipe = pipe;
    }

    public void u8(int value) throws IOException {
        room(1).put((byte) value);
    }

    public void u16(int value) throws IOException {
        room(2).putShort((short) value);
    }

    /// Of 32 bits, whatever their sign.
    public void u32(int value) throws IOException {
        room(4).putInt(value);
    }

    public void bytes(byte[] bytes) throws IOException {
        bytes(bytes, bytes.length);
    }

    /// The first bytes of an array.
    public void bytes(byte[] bytes, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = Math.min(room(1).remaining(), length - done);
            buffer.put(bytes, done, part);
            done += part;
        }
    }

    public void zeros(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            u8(0);
        }
    }

    /// The head of a rectangle.
    public void rectangle(int x, int y, int width, int height, int encoding) throws IOException {
        u16(x);
        u16(y);
        u16(width);
        u16(height);
        u32(encoding);
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    /// Sends what is collected.
    public void flush() throws IOException {
        buffer.flip();
        try {
            if (buffer.hasRemaining()) {
                pipe.write(buffer);
            }
        } finally {
            buffer.clear();
        }
    }
}
