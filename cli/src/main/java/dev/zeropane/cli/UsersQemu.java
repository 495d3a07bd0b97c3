package dev.zeropane.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/// The QEMU that a user's command starts.
///
/// @param majorVersion of it
record UsersQemu(Path program, int majorVersion) {
    /// Looks at the program that the command begins with.
    ///
    /// @throws CommandFailedException if it is none, or no QEMU
    static UsersQemu of(String name) throws IOException, InterruptedException {
        Path program =
                find(name)
                        .orElseThrow(() ->
                                new CommandFailedException(
                                        name
                                                + ": no such program; install QEMU, or write"
                                                + " where it is"));
        String introduction = Qemu.output(program, "--version");
        Matcher version = Qemu.VERSION.matcher(introduction);
        if (!introduction.startsWith("QEMU") || !version.find()) {
            throw new CommandFailedException(
                    name + " is no QEMU: the command has to begin with one, such as " + Qemu.NAME);
        }
        return new UsersQemu(program, Integer.parseInt(version.group(1)));
    }

    private static Optional<Path> find(String name) {
        if (name.contains("/")) {
            return Optional.of(Path.of(name)).filter(UsersQemu::isProgram);
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return List.of(path.split(File.pathSeparator)).stream()
                .map(directory -> Path.of(directory, name))
                .filter(UsersQemu::isProgram)
                .findFirst();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /// Whether it was built, and is installed, with its D-Bus display.
    boolean hasDbus() throws IOException, InterruptedException {
        return Qemu.output(program, "-display", "help").lines().toList().contains("dbus");
    }

    /// The `-display` argument for a window of its own.
    ///
    /// @throws CommandFailedException if no window can be opened
    String window() throws IOException, InterruptedException {
        return new Qemu(program, program.toString()).window();
    }
}
