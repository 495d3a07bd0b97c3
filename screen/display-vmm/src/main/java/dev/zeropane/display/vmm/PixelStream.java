// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Gather;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.PagePipe;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The pixels of one UPDATE on their way to a socket: XRGB8888, row after row without gaps.
///
/// Large rectangles are sent by reference; small ones are copied, in one call with the header of
/// their message. In any case as many bytes are sent as were announced: QEMU dies of fewer. If the
/// guest takes the memory back meanwhile, the rest of the rectangle is black until the next frame.
final class PixelStream implements AutoCloseable {
    /// Bytes of a pixel as it is sent.
    static final int PIXEL = 4;

    /// From this size on, references cost less than copies: a few system calls instead of some
    /// microseconds of copying.
    private static final long MIN_BY_REFERENCE = 64 << 10;

    /// A pipe's capacity is a number of references, not bytes: short rows would waste them.
    private static final long MIN_ROW_BY_REFERENCE = 2048;

    /// Bytes that are converted at a time; a socket takes about as many.
    private static final long STAGE_SIZE = 64 << 10;

    private final Gather pieces = new Gather();
    private final FrameMemory.Reader copy = this::copyFrom;
    private final FrameMemory.Reader refer = this::referTo;

    private Optional<PagePipe> pipe = Optional.empty();
    private boolean spliceRefused;
    private Optional<MemorySegment> stage = Optional.empty();

    private UnixSocket socket;
    private MemorySegment message = MemorySegment.NULL;
    private Frame frame;
    private Rect rect = Rect.EMPTY;
    private long row;
    private long size;
    private long position;
    private boolean byReference;
    private boolean revoked;
    private long taken;
    private long copied;

    /// Begins to send `rect` of `frame`.
    void begin(Frame frame, Rect rect) {
        this.frame = frame;
        this.rect = rect;
        row = (long) rect.width() * PIXEL;
        size = bytes(rect);
        position = 0;
        revoked = false;
        copied = 0;
        byReference =
                !spliceRefused
                        && size >= MIN_BY_REFERENCE
                        && row >= MIN_ROW_BY_REFERENCE
                        && isAsSent(frame.format());
    }

    /// The bytes of a rectangle in a message.
    static long bytes(Rect rect) {
        return (long) rect.width() * PIXEL * rect.height();
    }

    /// Whether pixels need no conversion; the VMM ignores alpha.
    private static boolean isAsSent(PixelFormat format) {
        return format == PixelFormat.XRGB8888 || format == PixelFormat.ARGB8888;
    }

    /// Whether every pixel has been handed to the kernel.
    boolean isDone() {
        return position == size && held() == 0;
    }

    private long held() {
        return pipe.map(PagePipe::queued).orElse(0L);
    }

    /// Pixel bytes of this rectangle that were copied so far.
    long copied() {
        return copied;
    }

    /// Whether the next [#send] copies, so that the message in front of the pixels can go with
    /// them.
    boolean copies() {
        return !byReference || revoked;
    }

    /// Sends part of the rectangle.
    ///
    /// @param before sent first, in the same call; empty unless [#copies]
    /// @return bytes the socket took, `before` included; 0 if it takes none now
    /// @throws LinuxException.Disconnected if the VMM is gone
    long send(UnixSocket socket, MemorySegment before) {
        this.socket = socket;
        this.message = before;
        if (!copies() || held() > 0) {
            return sendByReference();
        }
        return sendCopy();
    }

    // ---- by reference ------------------------------------------------------------------------

    private long sendByReference() {
        if (held() == 0) {
            read(refer);
            if (copies()) {
                return sendCopy();
            }
        }
        try {
            return pipe.orElseThrow().drainTo(socket);
        } catch (LinuxException.Disconnected e) {
            throw e;
        } catch (LinuxException e) {
            // This kernel or socket cannot splice: the pipe's content is sent again, as copies.
            refuseSplice();
            return sendCopy();
        }
    }

    private void refuseSplice() {
        position -= held();
        pipe.ifPresent(PagePipe::close);
        pipe = Optional.empty();
        spliceRefused = true;
        byReference = false;
    }

    private void referTo(MemorySegment pixels) {
        try {
            if (pipe.isEmpty()) {
                pipe = Optional.of(PagePipe.create("pipe to the VMM's display"));
            }
            gather(pixels);
            position += pipe.get().fill(pieces);
        } catch (LinuxException e) {
            if (e.errno() == Errno.EFAULT) {
                // The memory is a mapped dma-buf, which has no pages to refer to. The next frame's
                // may have.
                byReference = false;
            } else {
                refuseSplice();
            }
        }
    }

    // ---- copying -----------------------------------------------------------------------------

    private long sendCopy() {
        taken = 0;
        if (revoked || !read(copy)) {
            sendBlack();
        }
        long pixels = Math.max(0, taken - message.byteSize());
        position += pixels;
        copied += pixels;
        return taken;
    }

    private void copyFrom(MemorySegment pixels) {
        if (isAsSent(frame.format())) {
            gather(pixels);
        } else {
            startGather();
            long done = convert(pixels);
            // A pixel may have been sent in part.
            long skip = position % PIXEL;
            pieces.add(stage.orElseThrow(), skip, done - skip);
        }
        taken = socket.send(pieces);
    }

    private void sendBlack() {
        MemorySegment black = stage().fill((byte) 0);
        startGather();
        pieces.add(black, 0, Math.min(black.byteSize(), size - position));
        taken = socket.send(pieces);
    }

    private MemorySegment stage() {
        if (stage.isEmpty()) {
            stage = Optional.of(Arena.ofAuto().allocate(STAGE_SIZE, Integer.BYTES));
        }
        return stage.get();
    }

    /// Converts pixels to the protocol's format, from [#position] on.
    ///
    /// @return their size in bytes
    private long convert(MemorySegment pixels) {
        MemorySegment target = stage();
        long first = position / PIXEL;
        long count = Math.min(STAGE_SIZE / PIXEL, size / PIXEL - first);
        for (long done = 0; done < count; ) {
            int x = (int) ((first + done) % rect.width());
            int y = (int) ((first + done) / rect.width());
            int part = (int) Math.min(rect.width() - x, count - done);
            long from = frame.at(rect.x() + x, rect.y() + y);
            frame.format().toXrgb8888(pixels, from, target, done * PIXEL, part);
            done += part;
        }
        return count * PIXEL;
    }

    // ---- both --------------------------------------------------------------------------------

    private boolean read(FrameMemory.Reader reader) {
        if (!frame.memory().read(reader)) {
            revoked = true;
        }
        return !revoked;
    }

    /// Where a row of the rectangle begins in the frame's memory.
    private long at(int y) {
        return frame.at(rect.x(), rect.y() + y);
    }

    private void startGather() {
        pieces.clear();
        if (message.byteSize() > 0) {
            pieces.add(message, 0, message.byteSize());
        }
    }

    /// Gathers the rest of the rectangle, or as much as one call takes.
    private void gather(MemorySegment pixels) {
        startGather();
        if (row == frame.stride()) {
            pieces.add(pixels, at(0) + position, size - position);
            return;
        }
        long within = position % row;
        for (int y = (int) (position / row); y < rect.height() && !pieces.isFull(); y++) {
            pieces.add(pixels, at(y) + within, row - within);
            within = 0;
        }
    }

    @Override
    public void close() {
        pipe.ifPresent(PagePipe::close);
        pipe = Optional.empty();
    }
}
