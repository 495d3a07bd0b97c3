// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.lend.FrameCopy;
import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Frame;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The messages about the pointer (docs/control-socket.md).
public final class PointerMessage {
    private static final String PICTURE = "picture";
    private static final String HIDDEN = "hidden";
    private static final String NOT_SET = "not-set";

    private PointerMessage() {}

    /// A pointer's pixels as a picture to be copied.
    static Frame frame(CursorPicture picture) {
        int[] argb = picture.argb();
        return new Frame(
                picture.width(),
                picture.height(),
                PixelFormat.ARGB8888,
                picture.width() * Integer.BYTES,
                0,
                reader -> {
                    reader.accept(MemorySegment.ofArray(argb));
                    return true;
                });
    }

    /// A pointer without a picture.
    static Map<String, Object> of(int scanout, Cursor cursor) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "cursor");
        message.put("scanout", scanout);
        message.put(
                "shape",
                switch (cursor) {
                    case Cursor.NotSet _ -> NOT_SET;
                    case Cursor.Hidden _ -> HIDDEN;
                    case CursorPicture _ -> PICTURE;
                });
        return message;
    }

    /// A pointer whose picture comes with the message.
    static Map<String, Object> of(int scanout, CursorPicture picture, FrameCopy copy) {
        Map<String, Object> message = of(scanout, picture);
        message.put("memory", FrameMessage.Memory.MEMFD.toString());
        message.put("size", copy.size());
        message.put("width", picture.width());
        message.put("height", picture.height());
        message.put("fourcc", FrameMessage.fourcc(PixelFormat.ARGB8888));
        message.put("stride", copy.stride());
        message.put("offset", 0);
        message.put("hotX", picture.hotX());
        message.put("hotY", picture.hotY());
        return message;
    }

    static Map<String, Object> of(int scanout, Watcher.Spot spot) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "pointer");
        message.put("scanout", scanout);
        message.put("x", spot.x());
        message.put("y", spot.y());
        return message;
    }

    /// Reads a message of type `cursor`.
    ///
    /// @param fd that came with it
    /// @throws ControlException if it makes no sense
    public static Cursor read(Fields message, Optional<Fd> fd) {
        String shape = message.text("shape");
        return switch (shape) {
            case NOT_SET -> Cursor.NOT_SET;
            case HIDDEN -> Cursor.HIDDEN;
            case PICTURE -> picture(message, fd);
            default -> throw new ControlException("a pointer of unknown shape " + shape);
        };
    }

    private static Cursor picture(Fields message, Optional<Fd> fd) {
        int width = message.integer("width");
        int height = message.integer("height");
        int side = CursorPicture.MAX_SIDE;
        if (width < 1 || height < 1 || width > side || height > side) {
            throw new ControlException("a pointer of " + width + "x" + height);
        }
        try (Mapping mapping = FrameMessage.map(message, fd)) {
            MemorySegment pixels = mapping.segment();
            long bytes = (long) width * height * Integer.BYTES;
            if (message.number("offset") != 0
                    || message.integer("stride") != width * Integer.BYTES
                    || pixels.byteSize() < bytes) {
                throw new ControlException("a pointer that is laid out as none is");
            }
            int[] argb = pixels.asSlice(0, bytes).toArray(ValueLayout.JAVA_INT);
            return CursorPicture.of(
                    width, height, argb, message.integer("hotX"), message.integer("hotY"));
        }
    }
}
