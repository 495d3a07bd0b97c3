// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What a process prints, kept line by line. Read by a thread of its own, so the process never
/// blocks on a full pipe.
public final class Output {
    private final List<String> lines = new ArrayList<>();
    private final String name;
    private final Supplier<String> said;
    private final Thread reader;

    /// Nothing more will come.
    private boolean ended;

    /// @param said all that the process has said, for failures
    Output(String name, InputStream stream, Supplier<String> said) {
        this.name = name;
        this.said = said;
        reader = Thread.ofPlatform().name(name).daemon().start(() -> read(stream));
    }

    private void read(InputStream stream) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // The process was killed; what came so far is what there is.
        }
        synchronized (lines) {
            ended = true;
        }
    }

    /// The lines that have come so far.
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /// The lines that have come so far, as one text.
    public String text() {
        return String.join("\n", lines());
    }

    /// Waits for a line with this text in it, from line number `from` (the first is 0) on.
    ///
    /// @throws AssertionError if there is none within the limit, or can be none any more
    public String await(String part, int from, Duration limit) {
        return Await.until(
                () -> "the line '" + part + "' of " + name + " in:\n" + said.get(),
                limit,
                () -> {
                    boolean last = hasEnded();
                    Optional<String> found =
                            lines().stream().skip(from).filter(l -> l.contains(part)).findFirst();
                    if (last && found.isEmpty()) {
                        throw new AssertionError(
                                name + " ended without the line '" + part + "':\n" + said.get());
                    }
                    return found;
                });
    }

    private boolean hasEnded() {
        synchronized (lines) {
            return ended;
        }
    }

    /// Waits for a line with this text in it.
    public String await(String part, Duration limit) {
        return await(part, 0, limit);
    }

    /// Waits until everything has been read, once the process has ended.
    void finish() throws InterruptedException {
        // A grandchild may hold the pipe open; its words are not waited for.
        reader.join(Duration.ofSeconds(5));
    }
}
