// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Await;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The root shell on a guest's serial port.
public final class SerialConsole implements Shell, AutoCloseable {
    private static final Duration TO_BOOT = Duration.ofMinutes(2);
    private static final Duration TO_RUN = Duration.ofMinutes(1);

    /// What the guest says when it has booted, and the prompt of its shell.
    private static final String READY = "ZEROPANE_READY\\s(?s:.*)# ";

    /// Text of a kernel that dies; with loglevel=0 a kernel prints nothing else.
    private static final Pattern PANIC = Pattern.compile("Kernel panic[^\n]*");

    private final SocketChannel channel;
    private final StringBuilder text = new StringBuilder();
    private int commands;

    /// Where in the text the guest began last, or where the text that was last waited for ends.
    private int mark;

    public SerialConsole(SocketChannel channel) {
        this.channel = channel;
        Thread.ofPlatform().name("serial").daemon().start(this::read);
    }

    private void read() {
        char[] part = new char[4096];
        try (Reader in = Channels.newReader(channel, StandardCharsets.ISO_8859_1)) {
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                // Without CR on arrival, positions in the text stay true.
                String arrived = new String(part, 0, n).replace("\r", "");
                synchronized (text) {
                    text.append(arrived);
                }
            }
        } catch (IOException e) {
            // QEMU is gone; whoever waits for text times out.
        }
    }

    /// Waits until the guest has booted, again if it has before. If it was reset while it booted,
    /// the words of the life before may still arrive: it has booted when it answers.
    public void awaitReady() {
        await(Pattern.compile(READY), TO_BOOT);
        Matcher answer;
        do {
            int id = ++commands;
            // Without prompts the output of a command is all there is.
            send("PS1= PS2=; printf 'EN''D-%d-' " + id);
            answer = await(Pattern.compile("(END-" + id + "-)|" + READY), TO_BOOT);
        } while (answer.group(1) == null);
    }

    /// Waits for a text.
    public void awaitText(String wanted) {
        await(Pattern.compile(Pattern.quote(wanted)), TO_BOOT);
    }

    /// Waits for one of these texts.
    ///
    /// @return the one that came
    String awaitOneOf(String one, String other) {
        return await(Pattern.compile(Pattern.quote(one) + "|" + Pattern.quote(other)), TO_BOOT)
                .group();
    }

    @Override
    public String run(String command) {
        int id = ++commands;
        // Split, so that an echo of the line is not taken for its result.
        send(
                "printf 'BEG''IN-%d\\n' "
                        + id
                        + "\n"
                        + command
                        + "\nprintf 'EN''D-%d-%d-\\n' "
                        + id
                        + " $?\n");
        Matcher end =
                await(
                        Pattern.compile("BEGIN-" + id + "\\s(?s:(.*?))END-" + id + "-(\\d+)-"),
                        TO_RUN);
        if (!end.group(2).equals("0")) {
            throw new AssertionError(
                    command + ": exit status " + end.group(2) + "\n" + end.group(1));
        }
        return end.group(1).strip();
    }

    /// Types a line.
    public void send(String line) {
        type(line + "\n");
    }

    /// Types exactly these characters.
    public void type(String characters) {
        ByteBuffer bytes = ByteBuffer.wrap(characters.getBytes(StandardCharsets.US_ASCII));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the guest's console is gone", e);
        }
    }

    /// Waits for later text only: the guest is about to begin again.
    public void forget() {
        synchronized (text) {
            mark = text.length();
        }
    }

    private Matcher await(Pattern pattern, Duration limit) {
        return Await.until(
                () -> "/" + pattern + "/ on the guest's console, which said:\n" + recent(),
                limit,
                () -> find(pattern));
    }

    private Optional<Matcher> find(Pattern pattern) {
        String recent = recent();
        Matcher panic = PANIC.matcher(recent);
        if (panic.find()) {
            throw new AssertionError("the guest died: " + panic.group());
        }
        Matcher matcher = pattern.matcher(recent);
        if (!matcher.find()) {
            return Optional.empty();
        }
        mark += matcher.end();
        return Optional.of(matcher);
    }

    private String recent() {
        synchronized (text) {
            return text.substring(mark);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
