// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.linux.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The name of a running device: its VMM's name, or else its socket's.
final class InstanceName {
    /// A VMM's command line can be megabytes long; its name is near the start.
    private static final int MAX_READ = 1 << 18;

    private static final int MAX_LENGTH = 64;

    private InstanceName() {}

    /// A VMM's name, if it has one. Reads from /proc, which may take any time: do not call it on a
    /// thread that others wait for.
    ///
    /// @param vmm its process id
    /// @return a line of text that is safe to print, of at most 64 characters
    static Optional<String> ofVmm(int vmm) {
        return commandLine(vmm).flatMap(InstanceName::ofArguments);
    }

    /// @param vmm the VMM's name, from [#ofVmm]
    static String of(Optional<String> vmm, Optional<Path> socketPath) {
        return vmm.or(() ->
                        socketPath
                                .map(Path::getFileName)
                                .map(file -> clean(file.toString()))
                                .filter(name -> !name.isEmpty()))
                .orElseGet(() -> "gpu-" + ProcessHandle.current().pid());
    }

    static Optional<List<String>> commandLine(int pid) {
        Path file = Path.of("/proc", Integer.toString(pid), "cmdline");
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_READ), StandardCharsets.UTF_8);
            return Optional.of(List.of(text.split("\0", -1)));
        } catch (IOException e) {
            // The process has ended, or belongs to another user.
            return Optional.empty();
        }
    }

    /// The argument of QEMU's `-name`: `NAME`, `guest=NAME`, and more after a comma. QEMU doubles
    /// commas within a name.
    static Optional<String> ofArguments(List<String> arguments) {
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).equals("-name") || arguments.get(i).equals("--name")) {
                return ofOption(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ofOption(String value) {
        List<String> parts = List.of(value.replace(",,", "\0").split(",", -1));
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (part.startsWith("guest=") || (i == 0 && part.indexOf('=') < 0)) {
                String name = clean(part.substring(part.indexOf('=') + 1).replace('\0', ','));
                return Optional.of(name).filter(n -> !n.isEmpty());
            }
        }
        return Optional.empty();
    }

    /// Another process chooses this name, and it is printed: keeps only printable characters that
    /// do not move the cursor or change the direction of text, and at most a line.
    static String clean(String name) {
        StringBuilder cleaned = new StringBuilder();
        name.codePoints().filter(Printable::is).limit(MAX_LENGTH).forEach(cleaned::appendCodePoint);
        return cleaned.toString().strip();
    }
}
