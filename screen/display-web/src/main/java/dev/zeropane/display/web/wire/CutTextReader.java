// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import dev.zeropane.display.clipboard.ClipboardText;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Reads ClientCutText: a text in Latin-1 or, where its length is negative, a message of the
/// extended clipboard (rfbproto.rst). Texts that are too long, that nobody has asked for or that
/// nobody wants are passed over; so one takes as much memory as a text may have, and as much time
/// as it takes to send it. Belongs to one thread.
final class CutTextReader {
    /// Passed over in one message, at most: more than a person would copy.
    private static final int MAX_MESSAGE = 64 << 20;

    private static final int FLAGS = 4;
    private static final int FORMATS = 16;

    private final Input in;
    private Optional<BooleanSupplier> provided = Optional.empty();
    private boolean extended;

    CutTextReader(Input in) {
        this.in = in;
    }

    /// @param wanted whether a text of the extended clipboard was asked for
    void take(BooleanSupplier wanted) {
        provided = Optional.of(wanted);
    }

    /// Whether the client says that it knows the extended clipboard.
    void extended(boolean known) {
        extended = known;
    }

    /// The rest of a message, after its type.
    ClientMessage next() throws IOException {
        in.skip(3);
        int length = in.u32();
        boolean isExtended = length < 0 && extended && provided.isPresent();
        long size = isExtended ? -(long) length : Integer.toUnsignedLong(length);
        if (size > MAX_MESSAGE) {
            // Negative lengths are for those who were told that we know them.
            throw new ProtocolException(
                    "it sent a text of %d bytes; %d are passed over".formatted(size, MAX_MESSAGE));
        }
        return isExtended ? extended((int) size) : plain((int) size);
    }

    private ClientMessage plain(int size) throws IOException {
        if (provided.isEmpty() || size > ClipboardText.MAX_BYTES) {
            in.skip(size);
            return provided.isEmpty() ? new ClientMessage.CutText(size) : tooLong(size);
        }
        String text = new String(in.bytes(size), StandardCharsets.ISO_8859_1);
        LineFeeds lines = new LineFeeds(ClipboardText.MAX_BYTES);
        return lines.put(text.getBytes(StandardCharsets.UTF_8))
                ? copied(lines.bytes())
                : tooLong(size);
    }

    private ClientMessage extended(int size) throws IOException {
        if (size < FLAGS) {
            throw broken("it has no flags");
        }
        int flags = in.u32();
        int rest = size - FLAGS;
        boolean text = (flags & Rfb.CLIPBOARD_TEXT) != 0;
        if ((flags & Rfb.CLIPBOARD_CAPS) != 0) {
            return caps(flags, rest);
        }
        return switch (flags & Rfb.CLIPBOARD_ACTIONS) {
            case Rfb.CLIPBOARD_PROVIDE -> provide(text, rest);
            case Rfb.CLIPBOARD_REQUEST -> only(new ClientMessage.ClipboardRequest(text), rest);
            case Rfb.CLIPBOARD_PEEK -> only(new ClientMessage.ClipboardPeek(), rest);
            case Rfb.CLIPBOARD_NOTIFY -> only(new ClientMessage.ClipboardNotify(text), rest);
            default -> throw broken("flags " + Integer.toHexString(flags));
        };
    }

    private ClientMessage only(ClientMessage message, int rest) throws IOException {
        in.skip(rest);
        return message;
    }

    /// A size for each format that the client knows, the text's first.
    private ClientMessage caps(int flags, int rest) throws IOException {
        int sizes = Integer.bitCount(flags & Rfb.CLIPBOARD_FORMATS);
        if (rest < Integer.BYTES * sizes) {
            throw broken("%d bytes for %d of %d formats".formatted(rest, sizes, FORMATS));
        }
        boolean text = (flags & Rfb.CLIPBOARD_TEXT) != 0;
        long maxText = text ? Integer.toUnsignedLong(in.u32()) : 0;
        in.skip(rest - (text ? Integer.BYTES : 0));
        return new ClientMessage.ClipboardCaps(flags, maxText);
    }

    /// The text is the first of what is given.
    private ClientMessage provide(boolean text, int rest) throws IOException {
        if (!text || !provided.orElseThrow().getAsBoolean()) {
            in.skip(rest);
            return new ClientMessage.CutText(rest);
        }
        try (InflatedText inflated = new InflatedText(in, rest)) {
            Optional<byte[]> bytes = inflated.read();
            inflated.skipRest();
            return bytes.isPresent() ? copied(bytes.get()) : tooLong(inflated.declared());
        }
    }

    private static ClientMessage copied(byte[] utf8) {
        Optional<ClipboardText> text = ClipboardText.ofUtf8(utf8);
        return text.isPresent()
                ? new ClientMessage.CopiedText(text.get())
                : new ClientMessage.TextLeftOut("a text that is not UTF-8 is left out");
    }

    private static ClientMessage tooLong(long size) {
        return new ClientMessage.TextLeftOut(
                "a text of %d bytes is left out: a guest's clipboard takes %d at most"
                        .formatted(size, ClipboardText.MAX_BYTES));
    }

    static ProtocolException broken(String what) {
        return new ProtocolException("it sent a broken message of the extended clipboard: " + what);
    }
}
