// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.lend;

import dev.zeropane.display.Frame;
import dev.zeropane.linux.Bulk;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LentFile;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A frame's pixels, row by row without gaps, in their own sealed memfd: a process that gets it can
/// read this picture and nothing else of the guest.
public record FrameCopy(LentFile memory, int stride, long size) {
    private static final Seals SEALS =
            new Seals(
                    Seals.F_SEAL_SEAL
                            | Seals.F_SEAL_SHRINK
                            | Seals.F_SEAL_GROW
                            | Seals.F_SEAL_WRITE);

    public static long sizeOf(Frame frame) {
        return frame.bytes(frame.width()) * frame.height();
    }

    /// @return nothing if the guest took the frame's memory back
    public static Optional<FrameCopy> of(Frame frame) {
        long size = sizeOf(frame);
        Fd fd = Memfd.createAllocated("zeropane frame", size);
        boolean whole = false;
        try {
            // Unmapped before it is sealed: the kernel refuses `F_SEAL_WRITE` while there is a
            // writable mapping.
            try (Mapping mapping = Mapping.of(fd, 0, size, Mapping.Access.READ_WRITE)) {
                whole = copy(frame, mapping.segment());
            }
            if (!whole) {
                return Optional.empty();
            }
            fd.addSeals(SEALS);
            int stride = Math.toIntExact(frame.bytes(frame.width()));
            return Optional.of(new FrameCopy(LentFile.of(fd), stride, size));
        } catch (RuntimeException | Error e) {
            whole = false;
            throw e;
        } finally {
            if (!whole) {
                fd.close();
            }
        }
    }

    private static boolean copy(Frame frame, MemorySegment target) {
        boolean[] complete = {false};
        boolean kept =
                frame.memory()
                        .read(pixels -> {
                            if (pixels.byteSize() >= frame.requiredBytes()) {
                                rows(frame, pixels, target);
                                complete[0] = true;
                            }
                        });
        return kept && complete[0];
    }

    private static void rows(Frame frame, MemorySegment pixels, MemorySegment target) {
        long row = frame.bytes(frame.width());
        Bulk.copyRows(pixels, frame.offset(), frame.stride(), target, 0, row, row, frame.height());
    }
}
