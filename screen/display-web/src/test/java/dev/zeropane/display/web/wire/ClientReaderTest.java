// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.clipboard.ClipboardText;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients send is understood, or is an error; nothing else comes of it.
final class ClientReaderTest {
    private static final String EXTENDED_CLIPBOARD = "02000001 c0a1e5ce";

    /// Of a text of 10 bytes.
    private static final String PROVIDE =
            "06000000 ffffffe7 10000001 789c636060e04ce4e54afa307f5917030010fc03a3";

    /// Messages of every kind, as clients send them; and such that once were, or could have been,
    /// trouble. Each is where the random ones begin.
    private static final List<String> SEEDS =
            List.of(
                    "00000000 2018000100ff00ff00ff100800000000",
                    "00000000 2018010100ff00ff00ff081018000000",
                    "00000000 1010000100 1f003f001f0b0500000000",
                    "00000000 0808000000000000000000000000000000",
                    "00000000 2020000100000000000000000000000000",
                    "02000003 00000007 ffffff11 00000010",
                    "02000000",
                    "0200ffff",
                    "03010000000004000300",
                    "0300ffffffffffffffff",
                    "0401000000000061",
                    "05010010 0020",
                    "02000001 fffffec4 05ff0010002003",
                    "0600000000000003616263",
                    "06000000ffffffff",
                    "060000007fffffff",
                    "96010000000004000300",
                    "f8000000800000010401020304",
                    "f800000080000007ff",
                    "fb000400030001000000000000000000040003000000 0000",
                    "fb00ffffffffff00",
                    "ff00000100000061 0000001e",
                    "ff01",
                    EXTENDED_CLIPBOARD,
                    "06000000 fffffff8 1f000001 00000000",
                    "06000000 ffffffec 1f00000f 01400000 00000000 00000000 00000000",
                    "06000000 fffffffc 02000001",
                    "06000000 fffffffc 04000000",
                    "06000000 fffffffc 08000001",
                    PROVIDE,
                    EXTENDED_CLIPBOARD + PROVIDE,
                    EXTENDED_CLIPBOARD + "06000000 80000000",
                    EXTENDED_CLIPBOARD + "06000000 fffffffa 10000001 789c");

    /// Bytes, a few at a time.
    private static final class Bytes implements BytePipe {
        private final ByteBuffer bytes;
        private final Random random;

        Bytes(byte[] bytes, Random random) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.random = random;
        }

        @Override
        public int read(ByteBuffer into) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count =
                    Math.min(1 + random.nextInt(7), Math.min(into.remaining(), bytes.remaining()));
            for (int i = 0; i < count; i++) {
                into.put(bytes.get());
            }
            return count;
        }

        @Override
        public void write(ByteBuffer ignored) {}

        @Override
        public String peer() {
            return "test";
        }

        @Override
        public void close() {}
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static ClientReader reader(String hex) {
        return new ClientReader(new Bytes(bytes(hex), new Random(1)));
    }

    private static ClientMessage only(String hex) throws IOException {
        ClientReader reader = reader(hex);
        ClientMessage message = reader.next().orElseThrow();
        assertEquals(Optional.empty(), reader.next());
        return message;
    }

    @Test
    void eachMessage_isUnderstood() throws IOException {
        assertEquals(new ClientMessage.SetPixelFormat(PixelLayout.NATIVE), only(SEEDS.getFirst()));
        assertEquals(new ClientMessage.SetEncodings(List.of(7, -239, 16)), only(SEEDS.get(5)));
        assertEquals(
                new ClientMessage.UpdateRequest(true, 0, 0, 1024, 768),
                only("03010000000004000300"));
        assertEquals(new ClientMessage.Key(true, 'a'), only("0401000000000061"));
        assertEquals(new ClientMessage.Pointer(1, 16, 32), only("0501 0010 0020"));
        assertEquals(new ClientMessage.CutText(3), only("0600000000000003616263"));
        assertEquals(
                new ClientMessage.ContinuousUpdates(true, 0, 0, 1024, 768),
                only("96010000000004000300"));
        assertEquals(
                new ClientMessage.Fence(0x80000001, List.of((byte) 1, (byte) 2)),
                only("f8000000 80000001 02 0102"));
        assertEquals(
                new ClientMessage.SetDesktopSize(1024, 768),
                only("fb00040003000100 00000000 00000000 04000300 00000000"));
        assertEquals(
                new ClientMessage.QemuKey(true, 'a', 0x1e), only("ff00 0001 00000061 0000001e"));
    }

    @Test
    void pointerWithMoreButtons_afterTheClientSaidSo() throws IOException {
        ClientReader reader = reader("0580 0001 0002 02000001 fffffec4 05ff 0010 0020 03");
        assertEquals(Optional.of(new ClientMessage.Pointer(0x80, 1, 2)), reader.next());
        assertTrue(reader.next().isPresent());
        assertEquals(Optional.of(new ClientMessage.Pointer(0x1ff, 16, 32)), reader.next());
    }

    @Test
    void clipboard_whereItIsShared() throws IOException {
        ClientReader reader =
                reader(
                        EXTENDED_CLIPBOARD
                                + "0600000000000003 61fc0d"
                                + "06000000 ffffffec 1f00000f 01400000 000000000000000000000000"
                                + "06000000 fffffffc 02000001 06000000 fffffffc 04000000"
                                + "06000000 fffffffc 08000002"
                                + PROVIDE
                                + PROVIDE);
        Iterator<Boolean> asked = List.of(true, false).iterator();
        reader.takeTexts(asked::next);
        List<ClientMessage> messages = new ArrayList<>();
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
            messages.add(next.get());
        }
        assertEquals(
                List.of(
                        new ClientMessage.SetEncodings(List.of(Rfb.EXTENDED_CLIPBOARD)),
                        new ClientMessage.CopiedText(ClipboardText.of("aü\n").orElseThrow()),
                        new ClientMessage.ClipboardCaps(0x1f00000f, 20 << 20),
                        new ClientMessage.ClipboardRequest(true),
                        new ClientMessage.ClipboardPeek(),
                        new ClientMessage.ClipboardNotify(false),
                        new ClientMessage.CopiedText(ClipboardText.of("a\nb🦊").orElseThrow()),
                        new ClientMessage.CutText(21)),
                messages);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01",
                "0200ffff",
                "06000000ffffffff",
                "0600000004000001",
                "f80000008000000741",
                "ff01",
                "00000000 1818000100ff00ff00ff100800000000",
                "00000000 0808000100ff00ff00ff100800000000",
                "00000000 2018000100ff00ff00ff200800000000",
                "00000000 1010000000ff00ff00ff100800000000"
            })
    void noMessage_isSaidSo(String hex) {
        assertThrows(ProtocolException.class, () -> reader(hex).next());
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0200000100", "06000000000000ff00", "fb"})
    void endWithinAMessage_isAnEnd(String hex) {
        assertThrows(EOFException.class, () -> reader(hex).next());
    }

    @Test
    void anything_isMessagesOrAnError() {
        long seed = Long.getLong("seed", new Random().nextLong());
        Random random = new Random(seed);
        int understood = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] stream = stream(random);
            ClientReader reader = new ClientReader(new Bytes(stream, random));
            if (random.nextBoolean()) {
                reader.takeTexts(random::nextBoolean);
            }
            try {
                while (reader.next().isPresent()) {
                    understood++;
                }
            } catch (IOException e) {
                // As it should be.
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "seed " + seed + ": " + HexFormat.of().formatHex(stream), e);
            }
        }
        assertTrue(understood > 30_000, "too few messages: " + understood);
    }

    /// Some of the seeds, with mistakes.
    private static byte[] stream(Random random) {
        StringBuilder hex = new StringBuilder();
        for (int left = 1 + random.nextInt(6); left > 0; left--) {
            hex.append(SEEDS.get(random.nextInt(SEEDS.size())));
        }
        byte[] stream = bytes(hex.toString());
        for (int left = random.nextInt(4); left > 0; left--) {
            stream[random.nextInt(stream.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt() : -1 << random.nextInt(9));
        }
        return stream;
    }
}
