// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.clipboard;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.PipeEnd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.function.Consumer;

/// Writes a text to the pipe of a client that pastes it, as fast as that one reads. It waits for
/// nobody: one that does not read is given up.
final class TextWriter implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final EventLoop loop;
    private final PipeEnd pipe;
    private final Consumer<TextWriter> ended;
    private final EventLoop.Timer limit;
    private final MemorySegment piece;
    private byte[] text = {};
    private int written;
    private boolean begun;
    private boolean closed;

    /// @param pipe is taken
    /// @param piece memory that is used during calls only
    /// @param ended called when it is written or given up
    TextWriter(EventLoop loop, PipeEnd pipe, MemorySegment piece, Consumer<TextWriter> ended) {
        this.loop = loop;
        this.piece = piece;
        this.pipe = pipe;
        this.ended = ended;
        this.limit = loop.after(LIMIT, this::close);
        // Called when nobody reads any more.
        loop.watch(pipe.fd(), this::close, this::writable);
        loop.want(pipe.fd(), false, false);
    }

    /// Writes this, then ends.
    void write(byte[] bytes) {
        if (closed || begun) {
            return;
        }
        begun = true;
        text = bytes;
        loop.want(pipe.fd(), false, true);
    }

    private void writable() {
        int length = (int) Math.min(piece.byteSize(), text.length - written);
        MemorySegment.copy(text, written, piece, ValueLayout.JAVA_BYTE, 0, length);
        try {
            // Of a pipe, room for a part counts as room.
            written += (int) pipe.write(piece.asSlice(0, length));
        } catch (LinuxException e) {
            close();
            return;
        }
        if (written == text.length) {
            close();
        }
    }

    /// Writes no more: whoever reads sees the end.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            limit.cancel();
            loop.unwatch(pipe.fd());
            pipe.close();
            ended.accept(this);
        }
    }
}
