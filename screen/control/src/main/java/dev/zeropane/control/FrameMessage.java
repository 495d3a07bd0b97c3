// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.lend.FrameCopy;
import dev.zeropane.control.lend.SharedCopy;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.WrongDescriptorException;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Seals;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The message about one frame (docs/control-socket.md).
///
/// @param frame in the descriptor's memory, with the layout that the sender sent
/// @param memory the kind of the descriptor
/// @param sequence number of the update since the watch began; gaps are skipped updates
public record FrameMessage(Frame frame, Rect damage, long sequence, Memory memory) {
    /// The kind of descriptor that comes with a message.
    public enum Memory {
        /// A sealed copy.
        MEMFD,
        /// A copy that follows the damage, for views.
        SHARED,
        /// The guest's own pages.
        DMABUF;

        /// The name in messages.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The message about a copy.
    static Map<String, Object> of(int scanout, Watcher.Update update, Frame frame, FrameCopy copy) {
        return of(scanout, update, frame, new Place(Memory.MEMFD, copy.size(), copy.stride(), 0));
    }

    /// The message about a copy that follows the damage.
    static Map<String, Object> of(
            int scanout, Watcher.Update update, Frame frame, SharedCopy copy) {
        return of(scanout, update, frame, new Place(Memory.SHARED, copy.size(), copy.stride(), 0));
    }

    /// The message about the guest's own pages.
    static Map<String, Object> of(int scanout, Watcher.Update update, Frame frame, DmaBuf buffer) {
        return of(
                scanout,
                update,
                frame,
                new Place(Memory.DMABUF, buffer.size(), frame.stride(), frame.offset()));
    }

    private record Place(Memory memory, long size, int stride, long offset) {}

    private static Map<String, Object> of(
            int scanout, Watcher.Update update, Frame frame, Place place) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "frame");
        message.put("scanout", scanout);
        message.put("sequence", update.number());
        message.put("memory", place.memory.toString());
        message.put("size", place.size);
        message.put("width", frame.width());
        message.put("height", frame.height());
        message.put("fourcc", fourcc(frame.format()));
        message.put("stride", place.stride);
        message.put("offset", place.offset);
        message.put("damage", rect(update.damage()));
        return message;
    }

    /// A rectangle as an object.
    public static Map<String, Object> rect(Rect rect) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("x", rect.x());
        members.put("y", rect.y());
        members.put("width", rect.width());
        members.put("height", rect.height());
        return members;
    }

    /// The four letters of a DRM format.
    public static String fourcc(PixelFormat format) {
        int code = format.fourcc();
        byte[] letters = {
            (byte) code, (byte) (code >> 8), (byte) (code >> 16), (byte) (code >> 24)
        };
        return new String(letters, StandardCharsets.US_ASCII);
    }

    /// Reads a message of type `frame`. Its frame is valid until `mapped` is closed.
    static FrameMessage read(Fields message, Mapping mapped) {
        FrameMemory memory =
                reader -> {
                    reader.accept(mapped.segment());
                    return true;
                };
        return read(message, memory, mapped.segment().byteSize());
    }

    /// Reads a message of type `frame`.
    ///
    /// @param memory that it is about
    /// @param size of it in bytes
    /// @throws ControlException if it makes no sense
    public static FrameMessage read(Fields fields, FrameMemory memory, long size) {
        PixelFormat format =
                Arrays.stream(PixelFormat.values())
                        .filter(f -> fourcc(f).equals(fields.text("fourcc")))
                        .findFirst()
                        .orElseThrow(() -> new ControlException("unknown pixel format"));
        try {
            Frame frame =
                    new Frame(
                            fields.integer("width"),
                            fields.integer("height"),
                            format,
                            fields.integer("stride"),
                            fields.number("offset"),
                            memory);
            if (frame.requiredBytes() > size) {
                throw new ControlException("the picture is larger than its memory");
            }
            Fields damage = fields.object("damage");
            Rect rect =
                    new Rect(
                            damage.integer("x"),
                            damage.integer("y"),
                            damage.integer("width"),
                            damage.integer("height"));
            return new FrameMessage(frame, rect, fields.number("sequence"), memory(fields));
        } catch (IllegalArgumentException e) {
            throw new ControlException("a message makes no sense", e);
        }
    }

    /// Maps the memory of a frame, if its kind is known and its file cannot shrink.
    ///
    /// @throws ControlException if it is something else
    public static Mapping map(Fields message, Optional<Fd> fd) {
        Memory kind = memory(message);
        if (fd.isEmpty()) {
            throw new ControlException("a picture came without its memory");
        }
        if (kind == Memory.DMABUF) {
            return mapDmaBuf(fd.get());
        }
        if (fd.get().seals().filter(seals -> seals.has(Seals.F_SEAL_SHRINK)).isEmpty()) {
            throw new ControlException("a picture came in memory that is not sealed");
        }
        return Mapping.of(fd.get(), 0, fd.get().size(), Mapping.Access.READ);
    }

    private static Mapping mapDmaBuf(Fd fd) {
        try (DmaBuf buffer = DmaBuf.adopt(fd.dup())) {
            return Mapping.of(buffer.fd(), 0, buffer.size(), Mapping.Access.READ);
        } catch (WrongDescriptorException e) {
            throw new ControlException("a picture came in something else than it said", e);
        }
    }

    /// The kind of memory that a message is about.
    ///
    /// @throws ControlException if it is none that is known
    public static Memory memory(Fields message) {
        String kind = message.text("memory");
        return Arrays.stream(Memory.values())
                .filter(memory -> memory.toString().equals(kind))
                .findFirst()
                .orElseThrow(() ->
                        new ControlException(
                                "pictures come as " + kind + ", which this version does not read"));
    }
}
