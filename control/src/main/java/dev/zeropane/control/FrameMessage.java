package dev.zeropane.control;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Seals;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The message about one frame (docs/control-socket.md).
///
/// @param frame as the sender said it lies in the descriptor's memory
/// @param sequence updates of the screen since the watch began; gaps are frames that were skipped
public record FrameMessage(Frame frame, Rect damage, long sequence) {
    private static final String MEMFD = "memfd";

    static Map<String, Object> of(int scanout, Watcher.Update update, Frame frame, FrameCopy copy) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "frame");
        message.put("scanout", scanout);
        message.put("sequence", update.number());
        message.put("memory", MEMFD);
        message.put("size", copy.size());
        message.put("width", frame.width());
        message.put("height", frame.height());
        message.put("fourcc", fourcc(frame.format()));
        message.put("stride", copy.stride());
        message.put("offset", 0);
        Rect damage = update.damage();
        message.put("damage", rect(damage));
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
    static FrameMessage read(Map<String, Object> message, Mapping mapped) {
        Fields fields = new Fields(message);
        PixelFormat format =
                Arrays.stream(PixelFormat.values())
                        .filter(f -> fourcc(f).equals(fields.text("fourcc")))
                        .findFirst()
                        .orElseThrow(() -> new ControlException("unknown pixel format"));
        FrameMemory memory =
                reader -> {
                    reader.accept(mapped.segment());
                    return true;
                };
        try {
            Frame frame =
                    new Frame(
                            fields.integer("width"),
                            fields.integer("height"),
                            format,
                            fields.integer("stride"),
                            fields.number("offset"),
                            memory);
            if (frame.requiredBytes() > mapped.segment().byteSize()) {
                throw new ControlException("the picture is larger than its memory");
            }
            Fields damage = fields.object("damage");
            Rect rect =
                    new Rect(
                            damage.integer("x"),
                            damage.integer("y"),
                            damage.integer("width"),
                            damage.integer("height"));
            return new FrameMessage(frame, rect, fields.number("sequence"));
        } catch (IllegalArgumentException e) {
            throw new ControlException("a message makes no sense", e);
        }
    }

    /// Maps the memory of a frame, if it is of a kind known here and cannot shrink under us.
    static Mapping map(Map<String, Object> message, Optional<Fd> fd) {
        String kind = new Fields(message).text("memory");
        if (!kind.equals(MEMFD) || fd.isEmpty()) {
            throw new ControlException(
                    "pictures come as " + kind + ", which this version does not read");
        }
        if (fd.get().seals().filter(seals -> seals.has(Seals.F_SEAL_SHRINK)).isEmpty()) {
            throw new ControlException("a picture came in memory that is not sealed");
        }
        return Mapping.of(fd.get(), 0, fd.get().size(), Mapping.Access.READ);
    }
}
