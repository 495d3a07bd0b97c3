// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.clipboard;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// A text in a clipboard: valid UTF-8 of a limited length. It never changes.
public final class ClipboardText {
    /// What QEMU can hand to a guest's agent in one message: 1 MiB without two headers.
    public static final int MAX_BYTES = 1_048_548;

    private final byte[] utf8;

    /// @param utf8 nobody else has it
    private ClipboardText(byte[] utf8) {
        this.utf8 = utf8;
    }

    /// @param utf8 is copied
    /// @return nothing if it is longer than [#MAX_BYTES] or not UTF-8
    public static Optional<ClipboardText> ofUtf8(byte[] utf8) {
        if (utf8.length > MAX_BYTES) {
            return Optional.empty();
        }
        byte[] copy = utf8.clone();
        try {
            CharBuffer _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(copy));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        return Optional.of(new ClipboardText(copy));
    }

    /// @return nothing if it is longer than [#MAX_BYTES] or has half of a surrogate pair
    public static Optional<ClipboardText> of(String text) {
        if (text.length() > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            if (bytes.remaining() > MAX_BYTES) {
                return Optional.empty();
            }
            byte[] utf8 = new byte[bytes.remaining()];
            bytes.get(utf8);
            return Optional.of(new ClipboardText(utf8));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /// A copy of its bytes.
    public byte[] utf8() {
        return utf8.clone();
    }

    public String string() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /// Its length in bytes.
    public int length() {
        return utf8.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClipboardText text && Arrays.equals(utf8, text.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    /// Its length only: nobody's clipboard belongs into a log.
    @Override
    public String toString() {
        return utf8.length + " bytes of text";
    }
}
