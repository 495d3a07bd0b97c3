// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QemuMessagesTest {
    private static final String ONE =
            "qemu-system-x86_64: failed to open module: libpulse.so.0: cannot open\n";

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private String shown() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    private QemuMessages start(InputStream in) {
        return QemuMessages.pass(in, new PrintStream(shown, true, StandardCharsets.UTF_8));
    }

    /// In pieces of every length, as QEMU writes a message in several.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 20, 24, 1000})
    void onlyTheseLines_areKeptBack(int piece) throws IOException {
        String others =
                "qemu-system-x86_64: -device AC97: failed to open module: x\nlocalhost login: é"
                        + "\nqemu: Failed\nkvm\n:\n\nqemu qemu: failed to open module: y\n";
        byte[] said =
                (ONE + others + ONE + "kvm: failed to open module: z\n> ")
                        .getBytes(StandardCharsets.UTF_8);
        PipedInputStream in = new PipedInputStream(1 << 16);
        QemuMessages messages;
        try (PipedOutputStream out = new PipedOutputStream(in)) {
            messages = start(in);
            for (int at = 0; at < said.length; at += piece) {
                out.write(said, at, Math.min(piece, said.length - at));
                out.flush();
            }
        }
        messages.end(false);
        assertEquals(others + "> ", shown());
    }

    @Test
    void qemuFailed_theyAreToldOnce() throws IOException {
        PipedInputStream in = new PipedInputStream(1 << 16);
        QemuMessages messages;
        try (PipedOutputStream out = new PipedOutputStream(in)) {
            messages = start(in);
            out.write((ONE + "qemu: no\n").getBytes(StandardCharsets.UTF_8));
        }
        messages.end(true);
        messages.end(true);
        assertEquals("qemu: no\n" + ONE, shown());
    }

    /// As QEMU writes them: a line in several pieces, or many together.
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 50, 8192})
    void linesAboutTheAgentWithoutEnd_areCounted(int piece) {
        String full = "qemu-system-x86_64: buffer full, dropping message\n";
        String small = "qemu-system-x86_64: vdagent_chr_recv_chunk: message too small: 1 < 20\n";
        byte[] said =
                (full + small + "qemu: buffer is full\n" + (full + small).repeat(500) + "> ")
                        .getBytes(StandardCharsets.UTF_8);
        InputStream inPieces =
                new ByteArrayInputStream(said) {
                    @Override
                    public int read(byte[] bytes, int from, int most) {
                        return super.read(bytes, from, Math.min(most, piece));
                    }
                };
        QemuMessages messages = start(inPieces);
        messages.end(false);
        assertEquals(
                full
                        + small
                        + "qemu: buffer is full\n"
                        + full
                        + small
                        + full
                        + "> (QEMU has said 997 more such lines about the clipboard's agent)\n",
                shown());
    }
}
