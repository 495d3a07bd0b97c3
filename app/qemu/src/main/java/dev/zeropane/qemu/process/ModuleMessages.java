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
import java.util.List;

/// Passes on what QEMU writes to its standard error, but for what some versions say while they try
/// all their ways to play sound: which modules they cannot load, for want of a library. Nobody
/// asked for these. They are told at the end if QEMU fails, as one may be the reason.
final class ModuleMessages {
    /// For the last words of a QEMU that has ended. A program that it started may hold its standard
    /// error for ever.
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final List<String> NAMES = List.of("qemu", "kvm");

    /// Follows the program's name. In a message about something that was asked for, the option is
    /// between them.
    private static final String COMPLAINT = " failed to open module: ";

    private static final int MOST_KEPT = 100;

    private final PrintStream to;
    private final Thread thread;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<byte[]> kept = new ArrayList<>();

    /// Whether this line is passed on as it comes.
    private boolean passing;

    private ModuleMessages(InputStream from, PrintStream to) {
        this.to = to;
        this.thread =
                Thread.ofPlatform().name("zeropane-messages").daemon().unstarted(() -> pass(from));
    }

    static ModuleMessages pass(InputStream from, PrintStream to) {
        ModuleMessages messages = new ModuleMessages(from, to);
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
        flushLine();
        to.flush();
    }

    private void take(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            line.write(bytes[i]);
            if (bytes[i] == '\n') {
                endLine();
            } else if (i == count - 1 && (passing || !mayBeOne())) {
                // What does not end its line may be a prompt.
                passing = true;
                flushLine();
            }
        }
        to.flush();
    }

    /// Whether the line so far is such a message, or the beginning of one.
    private boolean mayBeOne() {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        if (colon < 0) {
            return text.indexOf(' ') < 0
                    && NAMES.stream()
                            .anyMatch(name -> text.startsWith(name) || name.startsWith(text));
        }
        String said = text.substring(colon + 1);
        return isName(text.substring(0, colon))
                && (said.startsWith(COMPLAINT) || COMPLAINT.startsWith(said));
    }

    private static boolean isOne(String text) {
        int colon = text.indexOf(':');
        return colon > 0
                && isName(text.substring(0, colon))
                && text.startsWith(COMPLAINT, colon + 1);
    }

    private static boolean isName(String program) {
        return program.indexOf(' ') < 0 && NAMES.stream().anyMatch(program::startsWith);
    }

    private void endLine() {
        if (!passing
                && kept.size() < MOST_KEPT
                && isOne(line.toString(StandardCharsets.ISO_8859_1))) {
            kept.add(line.toByteArray());
            line.reset();
        }
        flushLine();
        passing = false;
    }

    private void flushLine() {
        to.write(line.toByteArray(), 0, line.size());
        line.reset();
    }

    /// Waits for QEMU's last words, when it has ended.
    ///
    /// @param failed whether what was kept back is told after all, which it is once
    synchronized void end(boolean failed) {
        // One that has not ended may be stuck at our own standard error.
        if (ThreadEnd.await(thread, LAST_WORDS) && failed) {
            kept.forEach(message -> to.write(message, 0, message.length));
            kept.clear();
            to.flush();
        }
    }
}
