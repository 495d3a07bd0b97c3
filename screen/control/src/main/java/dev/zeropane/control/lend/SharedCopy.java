// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.lend;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Bulk;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LentFile;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;

/// The picture of a screen, row by row without gaps, in a memfd that one client has and that
/// follows the damage. Only this process can write it, through a mapping made before that was
/// sealed.
public final class SharedCopy implements AutoCloseable {
    private static final Seals SEALS =
            new Seals(
                    Seals.F_SEAL_SEAL
                            | Seals.F_SEAL_SHRINK
                            | Seals.F_SEAL_GROW
                            | Seals.F_SEAL_FUTURE_WRITE);

    private final int width;
    private final int height;
    private final PixelFormat format;
    private final int stride;
    private final long size;
    private final Mapping mapping;
    private final LentFile memory;

    private SharedCopy(Frame like, int stride, long size, Mapping mapping, LentFile memory) {
        this.width = like.width();
        this.height = like.height();
        this.format = like.format();
        this.stride = stride;
        this.size = size;
        this.mapping = mapping;
        this.memory = memory;
    }

    /// Black, for frames of this size and format.
    ///
    /// @throws dev.zeropane.linux.LinuxException if there is no descriptor or memory for it
    public static SharedCopy like(Frame frame) {
        long size = FrameCopy.sizeOf(frame);
        Fd fd = Memfd.createAllocated("zeropane view", size);
        Mapping mapping = null;
        try {
            mapping = Mapping.of(fd, 0, size, Mapping.Access.READ_WRITE);
            fd.addSeals(SEALS);
            int stride = Math.toIntExact(frame.bytes(frame.width()));
            return new SharedCopy(frame, stride, size, mapping, LentFile.of(fd));
        } catch (RuntimeException | Error e) {
            if (mapping != null) {
                mapping.close();
            }
            fd.close();
            throw e;
        }
    }

    public boolean fits(Frame frame) {
        return frame.width() == width && frame.height() == height && frame.format() == format;
    }

    public int stride() {
        return stride;
    }

    public long size() {
        return size;
    }

    public LentFile memory() {
        return memory;
    }

    /// Copies part of a frame that [#fits].
    ///
    /// @return false if the guest took the frame's memory back: the part is no picture then
    public boolean update(Frame frame, Rect part) {
        boolean[] complete = {false};
        boolean kept =
                frame.memory()
                        .read(pixels -> {
                            if (pixels.byteSize() >= frame.requiredBytes()) {
                                rows(frame, part, pixels, mapping.segment());
                                complete[0] = true;
                            }
                        });
        return kept && complete[0];
    }

    private void rows(Frame frame, Rect part, MemorySegment pixels, MemorySegment target) {
        Bulk.copyRows(
                pixels,
                frame.at(part.x(), part.y()),
                frame.stride(),
                target,
                (long) part.y() * stride + frame.bytes(part.x()),
                stride,
                frame.bytes(part.width()),
                part.height());
    }

    /// Ends the writing. The memory is to be lent on, or closed.
    @Override
    public void close() {
        mapping.close();
    }
}
