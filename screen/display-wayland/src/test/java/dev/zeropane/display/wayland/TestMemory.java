// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.display.SharedPixels;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.linux.Seals;
import dev.zeropane.testkit.Picture;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.OptionalLong;

/// A guest's memory: a memfd that can be read, or is there as a dma-buf, or may be had whole.
///
/// Pictures painted here are of a colour of their own for each pixel and each `seed`, so that none
/// can be taken for another.
public final class TestMemory implements FrameMemory, AutoCloseable {
    private final StandIn memory;
    private final boolean readable;
    private final boolean exported;

    /// Where in the file the guest's memory begins, if others may have the file.
    private final OptionalLong shared;

    private volatile boolean gone;

    private TestMemory(long size, boolean readable, boolean exported, OptionalLong shared) {
        this.memory = new StandIn(size);
        this.readable = readable;
        this.exported = exported;
        this.shared = shared;
    }

    public static TestMemory toRead(long size) {
        return new TestMemory(size, true, false, OptionalLong.empty());
    }

    /// What a device gives a surface that takes dma-bufs.
    public static TestMemory toImport(long size) {
        return new TestMemory(size, false, true, OptionalLong.empty());
    }

    /// The video memory of a card.
    ///
    /// @param start where in the file it begins
    public static TestMemory toShare(long size, long start) {
        return toShare(size, start, Seals.FIXED_SIZE);
    }

    public static TestMemory toShare(long size, long start, Seals seals) {
        return sealed(new TestMemory(start + size, true, false, OptionalLong.of(start)), seals);
    }

    /// As a dma-buf, too.
    public static TestMemory toImportOrShare(long size) {
        return sealed(new TestMemory(size, true, true, OptionalLong.of(0)), Seals.FIXED_SIZE);
    }

    private static TestMemory sealed(TestMemory made, Seals seals) {
        try (DmaBuf file = made.memory.duplicate()) {
            file.fd().addSeals(seals);
        }
        return made;
    }

    /// Memory of as many bytes as a frame needs, and the frame.
    public static Frame frame(boolean dmaBuf, int width, int height) {
        int stride = width * 4;
        long size = (long) stride * height;
        TestMemory made = dmaBuf ? toImport(size) : toRead(size);
        Frame frame = new Frame(width, height, PixelFormat.XRGB8888, stride, 0, made);
        made.paint(frame, 0);
        return frame;
    }

    public static TestMemory of(Frame frame) {
        return (TestMemory) frame.memory();
    }

    /// Paints all of a frame in this memory.
    public void paint(Frame frame, int seed) {
        paint(frame, frame.bounds(), seed);
    }

    /// Paints a part of it.
    public void paint(Frame frame, Rect part, int seed) {
        int bytes = bytes(frame.format());
        for (int y = part.y(); y < part.bottom(); y++) {
            for (int x = part.x(); x < part.right(); x++) {
                long at = frame.offset() + (long) y * frame.stride() + (long) x * bytes;
                int word = word(frame.format(), rgb(x, y, seed));
                for (int i = 0; i < bytes; i++) {
                    pixels().set(ValueLayout.JAVA_BYTE, at + i, (byte) (word >> (8 * i)));
                }
            }
        }
    }

    private MemorySegment pixels() {
        return memory.memory().asSlice(shared.orElse(0));
    }

    public static int rgb(int x, int y, int seed) {
        return (x * 0x10203 + y * 0x4321 + seed * 0x3c5a7) & 0xffffff;
    }

    /// As `drm_fourcc.h` names the bytes from the most significant one on; what is no colour is
    /// anything.
    private static int word(PixelFormat format, int rgb) {
        int red = rgb >> 16 & 0xff;
        int green = rgb >> 8 & 0xff;
        int blue = rgb & 0xff;
        int other = 0x5a;
        return switch (format) {
            case ARGB8888, XRGB8888 -> other << 24 | red << 16 | green << 8 | blue;
            case BGRA8888, BGRX8888 -> blue << 24 | green << 16 | red << 8 | other;
            case ABGR8888, XBGR8888 -> other << 24 | blue << 16 | green << 8 | red;
            case RGBA8888, RGBX8888 -> red << 24 | green << 16 | blue << 8 | other;
            case RGB888 -> red << 16 | green << 8 | blue;
            case RGB565 -> red >> 3 << 11 | green >> 2 << 5 | blue >> 3;
            case XRGB1555 -> 1 << 15 | red >> 3 << 10 | green >> 3 << 5 | blue >> 3;
        };
    }

    public static int bytes(PixelFormat format) {
        return switch (format) {
            case ARGB8888, XRGB8888, BGRA8888, BGRX8888, ABGR8888, XBGR8888, RGBA8888, RGBX8888 ->
                    4;
            case RGB888 -> 3;
            case RGB565, XRGB1555 -> 2;
        };
    }

    /// What is left of a colour in a format: components of fewer bits are stretched to 8.
    private static int seen(PixelFormat format, int rgb) {
        int greenBits = format == PixelFormat.XRGB1555 ? 5 : 6;
        return switch (format) {
            case RGB565, XRGB1555 ->
                    stretched(rgb >> 16 & 0xff, 5) << 16
                            | stretched(rgb >> 8 & 0xff, greenBits) << 8
                            | stretched(rgb & 0xff, 5);
            default -> rgb;
        };
    }

    private static int stretched(int component, int bits) {
        int high = component >> (8 - bits);
        return high << (8 - bits) | high >> (2 * bits - 8);
    }

    /// What [#paint] makes of a frame.
    public static Picture picture(Frame frame, int seed) {
        return picture(frame.format(), frame.width(), frame.height(), seed);
    }

    public static Picture picture(int width, int height, int seed) {
        return picture(PixelFormat.XRGB8888, width, height, seed);
    }

    private static Picture picture(PixelFormat format, int width, int height, int seed) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = seen(format, rgb(i % width, i / width, seed));
        }
        return new Picture(width, height, pixels);
    }

    @Override
    public boolean read(Reader reader) {
        if (gone || !readable) {
            return false;
        }
        reader.accept(pixels().asReadOnly());
        return true;
    }

    @Override
    public Optional<DmaBuf> dmaBuf() {
        return gone || !exported ? Optional.empty() : Optional.of(memory.duplicate());
    }

    @Override
    public Optional<SharedPixels> shared() {
        if (gone || shared.isEmpty()) {
            return Optional.empty();
        }
        try (DmaBuf file = memory.duplicate()) {
            return Optional.of(
                    new SharedPixels(new MemoryFile(file.fd().dup()), shared.getAsLong()));
        }
    }

    /// The guest takes it back; who has it keeps it.
    public void takeBack() {
        gone = true;
    }

    @Override
    public void close() {
        memory.close();
    }
}
