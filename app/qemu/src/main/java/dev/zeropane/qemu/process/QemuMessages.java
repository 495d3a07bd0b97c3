// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

import dev.zeropane.linux.thread.ThreadEnd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Passes on QEMU's standard error, except for what says nothing:
///
/// - messages about modules that cannot be loaded: some versions try all audio modules, also those
///   whose libraries are missing. They are held back, and written at the end only if QEMU fails, as
///   one may be the reason;
/// - the same line again and again, which a guest can make QEMU write: it is only counted.
final class QemuMessages {
    /// How long to read after QEMU has ended. A program that QEMU started may keep its standard
    /// error open for ever.
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

    private static final List<String> NAMES = List.of("qemu", "kvm");

    /// The text after the program's name. A message about a module that the user requested has the
    /// option between them.
    private static final String FAILURE_TEXT = " failed to open module: ";

    private static final int MAX_KEPT = 100;

    /// Of a line without an end no more is kept.
    private static final int MAX_BEGUN = 4096;

    /// So often the same line is passed on.
    private static final int MAX_SAME = 5;

    private final PrintStream to;
    private final Thread thread;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /// What was passed on of this line already.
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    private final List<byte[]> kept = new ArrayList<>();

    /// The last line, and how often it has come one after another.
    private byte[] last = new byte[0];

    private long same;

    /// Whether this line is passed on at once.
    private boolean passing;

    private QemuMessages(InputStream from, PrintStream to) {
        this.to = to;
        this.thread =
                Thread.ofPlatform().name("zeropane-messages").daemon().unstarted(() -> pass(from));
    }

    static QemuMessages pass(InputStream from, PrintStream to) {
        QemuMessages messages = new QemuMessages(from, to);
        messages.thread.start();
        return messages;
    }

    private void pass(InputStream from) {
        byte[] bytes = new byte[8192];
        try {
            for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
                take(bytes, count);
            }
        } catch (IOException e) {
            // QEMU has ended.
        }
        tellSame();
        flushLine();
        to.flush();
    }

    private void take(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            line.write(bytes[i]);
            if (bytes[i] == '\n') {
                endLine();
            } else if (i == count - 1 && (passing || !(mayBeModuleMessage() || mayBeSame()))) {
                // A line without an end may be a prompt.
                passing = true;
                tellSame();
                if (begun.size() < MAX_BEGUN) {
                    begun.writeBytes(line.toByteArray());
                }
                flushLine();
            }
        }
        to.flush();
    }

    /// Whether the line so far is a message about a module, or may become one.
    private boolean mayBeModuleMessage() {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        if (colon < 0) {
            return text.indexOf(' ') < 0
                    && NAMES.stream()
                            .anyMatch(name -> text.startsWith(name) || name.startsWith(text));
        }
        String said = text.substring(colon + 1);
        return isName(text.substring(0, colon))
                && (said.startsWith(FAILURE_TEXT) || FAILURE_TEXT.startsWith(said));
    }

    private static boolean isModuleMessage(String text) {
        int colon = text.indexOf(':');
        return colon > 0
                && isName(text.substring(0, colon))
                && text.startsWith(FAILURE_TEXT, colon + 1);
    }

    private static boolean isName(String program) {
        return program.indexOf(' ') < 0 && NAMES.stream().anyMatch(program::startsWith);
    }

    private boolean mayBeSame() {
        byte[] now = line.toByteArray();
        return same >= MAX_SAME
                && now.length <= last.length
                && Arrays.equals(now, 0, now.length, last, 0, now.length);
    }

    /// Counts a whole line.
    ///
    /// @return whether it was passed on often enough
    private boolean count() {
        begun.writeBytes(line.toByteArray());
        byte[] whole = begun.toByteArray();
        begun.reset();
        if (!Arrays.equals(whole, last)) {
            tellSame();
            last = whole;
            same = 0;
        }
        same++;
        return same > MAX_SAME;
    }

    private void tellSame() {
        if (same > MAX_SAME) {
            String text = "(QEMU has said this %d more times)\n".formatted(same - MAX_SAME);
            to.write(text.getBytes(StandardCharsets.UTF_8), 0, text.length());
            same = 0;
        }
    }

    private void endLine() {
        if (!passing
                && kept.size() < MAX_KEPT
                && isModuleMessage(line.toString(StandardCharsets.ISO_8859_1))) {
            kept.add(line.toByteArray());
            line.reset();
        } else if (count()) {
            line.reset();
        }
        flushLine();
        passing = false;
    }

    private void flushLine() {
        to.write(line.toByteArray(), 0, line.size());
        line.reset();
    }

    /// Reads the rest of the messages, after QEMU has ended.
    ///
    /// @param failed whether to write the messages that were held back, once
    synchronized void end(boolean failed) {
        // A thread that has not ended may be blocked by this process's standard error.
        if (ThreadEnd.await(thread, READ_TIMEOUT) && failed) {
            kept.forEach(message -> to.write(message, 0, message.length));
            kept.clear();
            to.flush();
        }
    }
}
