// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.clipboard;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.VirtualInput;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The clipboard of the host's desktop, in which the guest has a window: what programs of Wayland
/// copy and paste there.
final class DesktopClipboard implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String TEXT = "--type 'text/plain;charset=utf-8'";

    private final Path directory;
    private final Sway sway;
    private final VirtualInput person;

    /// Programs whose texts are on offer, or were.
    private final Deque<Program> copies = new ArrayDeque<>();

    DesktopClipboard(Path directory, Sway sway) {
        this.directory = directory;
        this.sway = sway;
        person = new VirtualInput(sway);
    }

    /// A program copies a text.
    ///
    /// @param options of `wl-copy`
    void copy(byte[] text, String options) {
        Path file = directory.resolve("copied-" + copies.size());
        try {
            Files.write(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // It ends when another program has copied.
        copies.push(start("wl-copy", "--foreground " + TEXT + options + " <" + file));
    }

    /// A person does something in the window that has the keyboard, which lets that set what others
    /// have set before.
    void tap() {
        person.tap(VirtualInput.KEY_F13);
    }

    /// Waits until a program pastes this.
    ///
    /// @param options of `wl-paste`
    void awaitPaste(byte[] text, String options) {
        Await.untilTrue(
                () -> text.length + " bytes on the desktop\n" + sway.log(),
                LIMIT,
                () -> paste(options).filter(pasted -> Arrays.equals(text, pasted)).isPresent());
    }

    private Optional<byte[]> paste(String options) {
        Path file = directory.resolve("pasted-there");
        try (Program paste = start("wl-paste", "--no-newline " + TEXT + options + " >" + file)) {
            return paste.awaitExit(LIMIT) == 0
                    ? Optional.of(Files.readAllBytes(file))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Program start(String program, String rest) {
        List<String> command = new ArrayList<>(sway.launcher());
        command.addAll(List.of("sh", "-c", "exec " + Toolbox.program(program) + " " + rest));
        return Program.start(directory, Map.of(), command);
    }

    @Override
    public void close() {
        copies.forEach(Program::close);
        person.close();
    }
}
