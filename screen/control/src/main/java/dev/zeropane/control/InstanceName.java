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

/// What a running device is called: as its VMM calls itself, else as its socket is called.
final class InstanceName {
    /// A VMM's command line can be megabytes long; its name is near the start.
    private static final int MOST_READ = 1 << 18;

    private static final int MAX_LENGTH = 64;

    private InstanceName() {}

    /// What a VMM calls itself, if it does. Asks the kernel about the process, which may take any
    /// time: not for a thread that others wait for.
    ///
    /// @param vmm its process id
    /// @return a line of text that is safe to print, of at most 64 characters
    static Optional<String> ofVmm(int vmm) {
        return commandLine(vmm).flatMap(InstanceName::ofArguments);
    }

    /// @param vmm what the VMM calls itself, as [#ofVmm] knows it
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
            String text = new String(in.readNBytes(MOST_READ), StandardCharsets.UTF_8);
            return Optional.of(List.of(text.split("\0", -1)));
        } catch (IOException e) {
            // Gone meanwhile, or not ours to read.
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

    /// Whoever names a process decides what we print: nothing that moves the cursor or turns text
    /// round, and no more than fits a line.
    static String clean(String name) {
        StringBuilder cleaned = new StringBuilder();
        name.codePoints().filter(Printable::is).limit(MAX_LENGTH).forEach(cleaned::appendCodePoint);
        return cleaned.toString().strip();
    }
}
