// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.clipboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.control.ControlClipboard;
import dev.zeropane.control.ControlException;
import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The clipboard of a guest as the host's shell has it, and as programs are told of it.
final class HostClipboard implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path directory;
    private final String pid;
    private final ControlClipboard told;

    /// How often the guest has copied.
    private final Map<Selection, Integer> copies = new ConcurrentHashMap<>();

    /// What the guest offers.
    private final Set<Selection> offered = ConcurrentHashMap.newKeySet();

    HostClipboard(Path directory, Program run) {
        this.directory = directory;
        this.pid = Long.toString(run.pid());
        Path socket = Zeropane.runtime().resolve("zeropane/" + pid + ".sock");
        this.told = ControlClipboard.connect(socket, new Listener());
    }

    private final class Listener implements ControlClipboard.Listener {
        @Override
        public void copied(Selection selection) {
            offered.add(selection);
            copies.merge(selection, 1, Integer::sum);
        }

        @Override
        public void released(Selection selection) {
            offered.remove(selection);
        }

        @Override
        public void ended(ControlException reason) {}
    }

    /// Runs `zeropane copy`.
    ///
    /// @return what it says
    String copy(byte[] text, String options) {
        try {
            Files.write(directory.resolve("text"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Program copy = Zeropane.startShell(directory, "copy " + pid + options + " <text")) {
            copy.awaitExit(0, LIMIT);
            return copy.out().text();
        }
    }

    /// Runs `zeropane paste`.
    byte[] paste(String options) {
        try (Program paste =
                Zeropane.startShell(directory, "paste " + pid + options + " >pasted")) {
            paste.awaitExit(0, LIMIT);
            return Files.readAllBytes(directory.resolve("pasted"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs `zeropane paste` where there is nothing to be had.
    String refusedPaste(String options) {
        try (Program paste = startPaste(options)) {
            assertRefused(paste);
            return paste.err().text();
        }
    }

    Program startPaste(String options) {
        return Zeropane.startShell(directory, "paste " + pid + options);
    }

    static void assertRefused(Program paste) {
        assertEquals(1, paste.awaitExit(LIMIT), () -> paste.err().text());
        assertEquals("", paste.out().text());
        assertTrue(paste.err().text().contains("offers no text"), () -> paste.err().text());
    }

    /// Offers a text without a command.
    void offer(Selection selection, String text) {
        told.await(told.copy(selection, ClipboardText.of(text).orElseThrow()));
    }

    /// Asks for what the guest has copied, without a command.
    Optional<byte[]> fetch(Selection selection) {
        return told.await(told.paste(selection)).map(ClipboardText::utf8);
    }

    /// What the guest has copied until now is nothing new from now on.
    int copies(Selection selection) {
        return copies.getOrDefault(selection, 0);
    }

    /// Waits until the guest has copied since.
    void awaitCopy(Selection selection, int before) {
        Await.untilTrue(
                () -> "the guest to copy to " + selection, LIMIT, () -> copies(selection) > before);
    }

    void awaitRelease(Selection selection) {
        Await.untilTrue(
                () -> "the guest to release " + selection,
                LIMIT,
                () -> !offered.contains(selection));
    }

    @Override
    public void close() {
        told.close();
    }
}
