// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Messages as they are on the wire, written without the code that is tested.
final class Bytes {
    private Bytes() {}

    /// A whole message.
    ///
    /// @param arguments `Integer` as a word, `String` with its NUL, `byte[]` as an array
    static byte[] message(int object, int opcode, Object... arguments) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Object argument : arguments) {
            switch (argument) {
                case Integer word -> body.writeBytes(words(word));
                case String text -> counted(body, (text + '\0').getBytes(StandardCharsets.UTF_8));
                case byte[] array -> counted(body, array);
                default -> throw new IllegalArgumentException(argument.toString());
            }
        }
        return joined(words(object, (8 + body.size()) << 16 | opcode), body.toByteArray());
    }

    private static void counted(ByteArrayOutputStream body, byte[] bytes) {
        body.writeBytes(words(bytes.length));
        body.writeBytes(bytes);
        while (body.size() % 4 != 0) {
            body.write(0);
        }
    }

    static byte[] words(int... words) {
        byte[] bytes = new byte[words.length * Integer.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asIntBuffer().put(words);
        return bytes;
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
