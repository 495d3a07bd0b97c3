// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.lend;

import dev.zeropane.display.Frame;
import dev.zeropane.linux.Bulk;
import dev.zeropane.linux.LentFile;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A frame's pixels, row by row without gaps, in their own sealed memfd: a process that gets it can
/// read this picture and nothing else of the guest.
public record FrameCopy(LentFile memory, int stride, long size) {
    public static long sizeOf(Frame frame) {
        return frame.bytes(frame.width()) * frame.height();
    }

    /// @return nothing if the guest took the frame's memory back
    public static Optional<FrameCopy> of(Frame frame) {
        long size = sizeOf(frame);
        int stride = Math.toIntExact(frame.bytes(frame.width()));
        return SealedFile.of("zeropane frame", size, target -> copy(frame, target))
                .map(memory -> new FrameCopy(memory, stride, size));
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
