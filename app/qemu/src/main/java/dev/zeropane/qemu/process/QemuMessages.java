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
import java.util.stream.Stream;

/// Passes on QEMU's standard error, except for two kinds of messages:
///
/// - about modules that cannot be loaded: some versions try all audio modules, also those whose
///   libraries are missing. They are held back, and written at the end only if QEMU fails, as one
///   may be the reason;
/// - about what the guest's clipboard agent says: a guest can have as many of them as it likes. The
///   first few are passed on, the others counted.
final class QemuMessages {
    /// How long to read after QEMU has ended. A program that QEMU started may keep its standard
    /// error open for ever.
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

    private static final List<String> NAMES = List.of("qemu", "kvm");

    /// The text after the program's name. A message about a module that the user requested has the
    /// option between them.
    private static final String FAILURE_TEXT = " failed to open module: ";

    private static final int MAX_KEPT = 100;

    /// The texts about an agent, after the program's name.
    private static final List<String> AGENT_TEXTS =
            List.of(" vdagent_chr_recv_chunk: ", " buffer full, dropping message");

    private static final int MAX_ABOUT_AGENT = 5;

    private final PrintStream to;
    private final Thread thread;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<byte[]> kept = new ArrayList<>();
    private long aboutAgent;

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
        flushLine();
        if (aboutAgent > MAX_ABOUT_AGENT) {
            to.println(
                    "(QEMU has said %d more such lines about the clipboard's agent)"
                            .formatted(aboutAgent - MAX_ABOUT_AGENT));
        }
        to.flush();
    }

    private void take(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            line.write(bytes[i]);
            if (bytes[i] == '\n') {
                endLine();
            } else if (i == count - 1 && (passing || !mayBeHeldBack())) {
                // A line without an end may be a prompt.
                passing = true;
                flushLine();
            }
        }
        to.flush();
    }

    /// Whether the line so far is a message of these kinds, or may become one.
    private boolean mayBeHeldBack() {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        if (colon < 0) {
            return text.indexOf(' ') < 0
                    && NAMES.stream()
                            .anyMatch(name -> text.startsWith(name) || name.startsWith(text));
        }
        String said = text.substring(colon + 1);
        return isName(text.substring(0, colon))
                && Stream.concat(Stream.of(FAILURE_TEXT), AGENT_TEXTS.stream())
                        .anyMatch(known -> said.startsWith(known) || known.startsWith(said));
    }

    private static boolean isModuleMessage(String text) {
        return says(text, FAILURE_TEXT);
    }

    private static boolean says(String text, String known) {
        int colon = text.indexOf(':');
        return colon > 0 && isName(text.substring(0, colon)) && text.startsWith(known, colon + 1);
    }

    private static boolean isName(String program) {
        return program.indexOf(' ') < 0 && NAMES.stream().anyMatch(program::startsWith);
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!passing && kept.size() < MAX_KEPT && isModuleMessage(text)) {
            kept.add(line.toByteArray());
            line.reset();
        } else if (!passing && AGENT_TEXTS.stream().anyMatch(known -> says(text, known))) {
            aboutAgent++;
            if (aboutAgent > MAX_ABOUT_AGENT) {
                line.reset();
            }
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
