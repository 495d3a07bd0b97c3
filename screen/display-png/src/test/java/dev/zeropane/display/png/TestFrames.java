// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.dmabuf.PixelFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/// Frames in memory of this process, laid out byte by byte.
final class TestFrames {
    private TestFrames() {}

    /// Memory that counts its readers and can be taken back.
    static class Memory implements FrameMemory {
        final MemorySegment bytes;
        final AtomicInteger reads = new AtomicInteger();
        volatile boolean gone;

        Memory(long size) {
            bytes = Arena.ofAuto().allocate(size);
        }

        @Override
        public boolean read(Reader reader) {
            reads.incrementAndGet();
            if (gone) {
                return false;
            }
            reader.accept(bytes.asReadOnly());
            return !gone;
        }

        void fill(int word) {
            for (long at = 0; at + 4 <= bytes.byteSize(); at += 4) {
                bytes.set(ValueLayout.JAVA_INT, at, word);
            }
        }
    }

    static Frame frame(int width, int height, Memory memory) {
        return new Frame(width, height, PixelFormat.XRGB8888, width * 4, 0, memory);
    }

    static Memory filled(int width, int height, int word) {
        Memory memory = new Memory((long) width * height * 4);
        memory.fill(word);
        return memory;
    }
}
