// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.PipeEnd;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.wayland.selection.Offered;
import dev.zeropane.testkit.wayland.selection.Selections;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// What other clients of a compositor copy and paste. Every method may be called by any thread.
public final class HostSelections {
    public static final String TEXT = "text/plain;charset=utf-8";

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PIECE = 1 << 16;

    private final TestCompositor compositor;
    private final Selections selections;

    HostSelections(TestCompositor compositor, Selections selections) {
        this.compositor = compositor;
        this.selections = selections;
    }

    private record Given(List<String> types, BiConsumer<String, Fd> giver) implements Offered {
        @Override
        public void give(String type, Fd fd) {
            giver.accept(type, fd);
        }
    }

    /// Another client copies a text.
    public void copy(Selection selection, byte[] text) {
        copy(selection, List.of("TARGETS", "text/plain", TEXT), (_, fd) -> write(fd, text));
    }

    /// Another client copies something.
    ///
    /// @param giver gives it to who pastes, by type; the descriptor is its own. On the compositor's
    ///   thread
    public void copy(Selection selection, List<String> types, BiConsumer<String, Fd> giver) {
        compositor.tell(() -> selections.set(selection, Optional.of(new Given(types, giver))));
    }

    /// What was copied is gone.
    public void clear(Selection selection) {
        compositor.tell(() -> selections.set(selection, Optional.empty()));
    }

    /// Announces something without saying what for, as often as wanted.
    public void announce(Selection selection, List<String> types, int times) {
        Given given = new Given(types, (_, fd) -> fd.close());
        compositor.tell(() -> {
            for (int i = 0; i < times; i++) {
                selections.announce(selection, given);
            }
        });
    }

    /// By which types something is offered; empty if nothing is.
    public List<String> types(Selection selection) {
        return compositor.ask(
                () -> selections.current(selection).map(Offered::types).orElse(List.of()));
    }

    /// How often a client without the focus tried to set a selection.
    public int refused() {
        return compositor.ask(selections::refused);
    }

    /// Has somebody give what is offered now.
    ///
    /// @param fd is taken
    public void give(Selection selection, String type, Fd fd) {
        compositor.tell(() -> selections.current(selection).orElseThrow().give(type, fd));
    }

    /// Another client pastes.
    public byte[] paste(Selection selection) {
        PipeEnd.Pipe pipe = PipeEnd.toRead("pasted text");
        give(selection, TEXT, pipe.write());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (PipeEnd read = pipe.read();
                Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate(PIECE);
            while (true) {
                if (!read.fd().awaitReadable(LIMIT)) {
                    throw new AssertionError("nothing to paste after " + text.size() + " bytes");
                }
                long count = read.read(piece);
                if (count == PipeEnd.END) {
                    return text.toByteArray();
                }
                text.writeBytes(piece.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    /// Waits until a text is offered by a client, and pastes it.
    public byte[] awaitPaste(Selection selection) {
        Await.untilTrue(
                () -> "a text in the " + selection + "; there are " + types(selection),
                LIMIT,
                () -> types(selection).contains(TEXT));
        return paste(selection);
    }

    /// Writes as a client does, on a thread of its own.
    private static void write(Fd fd, byte[] text) {
        Thread.ofVirtual()
                .start(() -> {
                    try (PipeEnd pipe = PipeEnd.of(fd).orElseThrow();
                            Arena arena = Arena.ofConfined()) {
                        MemorySegment bytes = arena.allocate(Math.max(1, text.length));
                        MemorySegment.copy(text, 0, bytes, ValueLayout.JAVA_BYTE, 0, text.length);
                        for (long at = 0; at < text.length; ) {
                            boolean _ = pipe.fd().awaitWritable(LIMIT);
                            at += pipe.write(bytes.asSlice(at, text.length - at));
                        }
                    } catch (LinuxException.Disconnected e) {
                        // Who pastes wants no more.
                    }
                });
    }
}
