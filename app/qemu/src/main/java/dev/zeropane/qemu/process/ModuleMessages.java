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

/// Passes on QEMU's standard error, except for messages about modules that cannot be loaded: some
/// versions try all audio modules, also those whose libraries are missing. These messages are held
/// back, and written at the end only if QEMU fails, as one may be the reason.
final class ModuleMessages {
    /// How long to read after QEMU has ended. A program that QEMU started may keep its standard
    /// error open for ever.
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

    private static final List<String> NAMES = List.of("qemu", "kvm");

    /// The text after the program's name. A message about a module that the user requested has the
    /// option between them.
    private static final String FAILURE_TEXT = " failed to open module: ";

    private static final int MAX_KEPT = 100;

    private final PrintStream to;
    private final Thread thread;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<byte[]> kept = new ArrayList<>();

    /// Whether this line is passed on at once.
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
            } else if (i == count - 1 && (passing || !mayBeModuleMessage())) {
                // A line without an end may be a prompt.
                passing = true;
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

    private void endLine() {
        if (!passing
                && kept.size() < MAX_KEPT
                && isModuleMessage(line.toString(StandardCharsets.ISO_8859_1))) {
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
