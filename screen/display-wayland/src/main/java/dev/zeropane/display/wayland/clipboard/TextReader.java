// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.clipboard;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.PipeEnd;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads a text that another client writes to a pipe, as it comes. It waits for nobody: one that
/// does not end is given up.
final class TextReader implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final PipeEnd pipe;
    private final Consumer<Optional<ClipboardText>> done;
    private final Consumer<String> failed;
    private final EventLoop.Timer limit;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final MemorySegment piece;
    private boolean closed;

    /// @param piece memory that is used during calls only
    /// @param ask gets the end to write to, which is closed afterwards
    /// @param done called once, unless this is closed before: nothing if there is no text to be had
    /// @param failed hears why there is none
    /// @throws LinuxException if there cannot be another pipe
    TextReader(
            EventLoop loop,
            MemorySegment piece,
            Consumer<Fd> ask,
            Consumer<Optional<ClipboardText>> done,
            Consumer<String> failed) {
        this.loop = loop;
        this.piece = piece;
        this.done = done;
        this.failed = failed;
        PipeEnd.Pipe made = PipeEnd.toRead("pipe for copied text");
        this.pipe = made.read();
        try (Fd write = made.write()) {
            ask.accept(write);
        }
        this.limit = loop.after(LIMIT, () -> fail("it did not come within 10 seconds"));
        loop.watch(pipe.fd(), this::readable);
    }

    private void readable() {
        try {
            long count = pipe.read(piece);
            if (count == PipeEnd.END) {
                end();
                return;
            }
            if (text.size() + count > ClipboardText.MAX_BYTES) {
                fail("it has more than %,d bytes".formatted(ClipboardText.MAX_BYTES));
                return;
            }
            text.writeBytes(piece.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        } catch (LinuxException e) {
            fail(e.getMessage());
        }
    }

    private void end() {
        if (text.size() == 0) {
            // Whoever offers a text and writes none has it no more.
            fail("it is empty");
            return;
        }
        Optional<ClipboardText> whole = ClipboardText.ofUtf8(text.toByteArray());
        if (whole.isEmpty()) {
            fail("it is not UTF-8");
            return;
        }
        close();
        done.accept(whole);
    }

    private void fail(String reason) {
        close();
        failed.accept(reason);
        done.accept(Optional.empty());
    }

    /// Reads no more.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            limit.cancel();
            loop.unwatch(pipe.fd());
            pipe.close();
        }
    }
}
