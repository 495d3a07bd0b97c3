// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.run;

import dev.zeropane.cli.process.StandardError;
import dev.zeropane.qemu.command.QemuCommand;
import dev.zeropane.qemu.process.RunningQemu;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What the demo's QEMU says: to the terminal, where the guest's shell is too, or where there is
/// none to a file, to be told if it fails.
final class DemoLog implements AutoCloseable {
    /// None at a terminal.
    private final Optional<Path> file;

    DemoLog(boolean atTerminal) throws IOException {
        this.file =
                atTerminal
                        ? Optional.empty()
                        : Optional.of(Files.createTempFile("zeropane-qemu-", ".log"));
    }

    RunningQemu start(QemuCommand.Edited command) throws IOException {
        return file.isPresent()
                ? RunningQemu.startInBackground(command.words(), file.get())
                : RunningQemu.start(command.words(), command.triesSound(), StandardError.direct());
    }

    /// To follow what is said of its end.
    String said() {
        if (file.isEmpty()) {
            return "";
        }
        try {
            return ": " + Files.readString(file.get(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return ": its output cannot be read: " + e;
        }
    }

    @Override
    public void close() {
        file.ifPresent(f -> {
            boolean _ = f.toFile().delete();
        });
    }
}
