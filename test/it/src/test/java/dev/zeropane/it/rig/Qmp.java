// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// QEMU's monitor: one JSON object per line, an answer to each command, and events in between.
public final class Qmp implements AutoCloseable {
    private static final long ANSWER_SECONDS = 30;

    private final SocketChannel channel;
    private final BlockingQueue<Map<String, Object>> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    public Qmp(SocketChannel channel) {
        this.channel = channel;
        Thread.ofPlatform().name("qmp").daemon().start(this::read);
        execute("qmp_capabilities", Map.of());
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Map<String, Object> message = JSON.std.mapFrom(line);
                if (message.containsKey("return") || message.containsKey("error")) {
                    answers.add(message);
                } else if (message.get("event") instanceof String event) {
                    events.add(event);
                }
            }
        } catch (IOException e) {
            // QEMU is gone; whoever waits for an answer times out.
        }
    }

    /// Executes a command and waits for its answer.
    ///
    /// @throws AssertionError if QEMU refuses it
    public Object execute(String command, Map<String, Object> arguments) {
        Map<String, Object> answer = ask(command, arguments);
        if (!answer.containsKey("return")) {
            throw new AssertionError(command + ": " + answer.get("error"));
        }
        return answer.get("return");
    }

    /// Executes a command and waits for an event.
    public void executeUntil(String event, String command, Map<String, Object> arguments) {
        events.clear();
        execute(command, arguments);
        String next;
        do {
            next = next(events, event);
        } while (!next.equals(event));
    }

    /// Whether QEMU executes the command.
    boolean tryExecute(String command, Map<String, Object> arguments) {
        return ask(command, arguments).containsKey("return");
    }

    private Map<String, Object> ask(String command, Map<String, Object> arguments) {
        try {
            byte[] line =
                    JSON.std
                            .asString(Map.of("execute", command, "arguments", arguments))
                            .getBytes(StandardCharsets.UTF_8);
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return next(answers, command);
        } catch (IOException e) {
            throw new UncheckedIOException(command, e);
        }
    }

    private static <T> T next(BlockingQueue<T> queue, String what) {
        try {
            T next = queue.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError(what + ": nothing within " + ANSWER_SECONDS + " s");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(what + ": interrupted", e);
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
