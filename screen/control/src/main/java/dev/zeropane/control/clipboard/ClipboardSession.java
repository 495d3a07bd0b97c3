// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.clipboard;

import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One client of the clipboard that guest and host share: what it says after `clipboard`, and what
/// it is told. Control thread only.
public final class ClipboardSession implements AutoCloseable {
    /// What there is to say where the guest has none.
    public static final String NO_CLIPBOARD =
            "this guest's clipboard is not shared: it was started without --clipboard (of zeropane run)";

    private static final Pattern COPY = Pattern.compile("copy ([a-z]+) ([0-9]{1,9})");
    private static final Pattern OTHER = Pattern.compile("(paste|release) ([a-z]+)");
    private static final String SELECTION = "selection";

    private final Clipboard clipboard;
    private final Client client;
    private final Clipboard.Following following;
    private Optional<Arriving> arriving = Optional.empty();
    private boolean closed;

    /// The client's connection.
    public interface Client {
        /// Sends a message.
        void answer(Map<String, Object> message);

        /// Sends a message with a descriptor of a file that has these bytes, at least one.
        void answer(Map<String, Object> message, byte[] bytes);

        /// Sends an error and disconnects.
        void refuse(String why);

        /// Takes no more lines until [#proceed].
        void hold();

        void proceed();

        /// Runs a task on the control thread, if it still runs. Any thread.
        void post(Runnable task);
    }

    /// A text that the client copies, of which not all bytes have arrived.
    private static final class Arriving {
        private final Selection selection;
        private final byte[] bytes;
        private int filled;

        private Arriving(Selection selection, int size) {
            this.selection = selection;
            this.bytes = new byte[size];
        }

        private int missing() {
            return bytes.length - filled;
        }
    }

    public ClipboardSession(Clipboard clipboard, Client client) {
        this.clipboard = clipboard;
        this.client = client;
        client.answer(Map.of("type", "clipboard"));
        this.following = clipboard.follow(new Told());
    }

    private final class Told implements Clipboard.Follower {
        @Override
        public void guestCopied(Selection selection) {
            tell("copied", selection);
        }

        @Override
        public void guestReleased(Selection selection) {
            tell("released", selection);
        }

        private void tell(String type, Selection selection) {
            client.post(() -> {
                if (!closed) {
                    client.answer(message(type, selection));
                }
            });
        }
    }

    private static Map<String, Object> message(String type, Selection selection) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", type);
        message.put(SELECTION, SelectionWord.of(selection));
        return message;
    }

    /// Takes a line.
    public void serve(String line) {
        Matcher copy = COPY.matcher(line);
        Matcher other = OTHER.matcher(line);
        Optional<Selection> selection = Optional.empty();
        if (copy.matches()) {
            selection = SelectionWord.parse(copy.group(1));
            selection.ifPresent(s -> copy(s, Integer.parseInt(copy.group(2))));
        } else if (other.matches()) {
            selection = SelectionWord.parse(other.group(2));
            if (other.group(1).equals("paste")) {
                selection.ifPresent(this::paste);
            } else {
                selection.ifPresent(clipboard::release);
            }
        }
        if (selection.isEmpty()) {
            client.refuse(
                    "requests after clipboard are: copy SELECTION SIZE and so many bytes, release SELECTION, paste SELECTION; selections are clipboard and primary");
        }
    }

    private void copy(Selection selection, int size) {
        if (size > ClipboardText.MAX_BYTES) {
            client.refuse(
                    "a text of %d bytes: a guest's agent takes at most %d"
                            .formatted(size, ClipboardText.MAX_BYTES));
            return;
        }
        arriving = Optional.of(new Arriving(selection, size));
        finishIfWhole();
    }

    /// How many bytes come next that are part of a text, and no line.
    public int missing() {
        return arriving.map(Arriving::missing).orElse(0);
    }

    /// Takes bytes of a text, at most as many as are [#missing].
    public void take(MemorySegment bytes) {
        Arriving text = arriving.orElseThrow();
        int count = Math.toIntExact(bytes.byteSize());
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, text.bytes, text.filled, count);
        text.filled += count;
        finishIfWhole();
    }

    private void finishIfWhole() {
        Arriving text = arriving.orElseThrow();
        if (text.missing() > 0) {
            return;
        }
        arriving = Optional.empty();
        ClipboardText.ofUtf8(text.bytes)
                .ifPresentOrElse(
                        copied -> {
                            clipboard.copy(text.selection, copied);
                            client.answer(message("offered", text.selection));
                        },
                        () -> client.refuse("the text is not UTF-8"));
    }

    private void paste(Selection selection) {
        client.hold();
        clipboard.fetch(selection, text -> client.post(() -> pasted(selection, text)));
    }

    private void pasted(Selection selection, Optional<ClipboardText> text) {
        if (closed) {
            return;
        }
        byte[] bytes = text.map(ClipboardText::utf8).orElseGet(() -> new byte[0]);
        Map<String, Object> message = message(text.isPresent() ? "text" : "none", selection);
        text.ifPresent(_ -> message.put("size", bytes.length));
        if (bytes.length > 0) {
            client.answer(message, bytes);
        } else {
            client.answer(message);
        }
        client.proceed();
    }

    @Override
    public void close() {
        closed = true;
        following.close();
    }
}
