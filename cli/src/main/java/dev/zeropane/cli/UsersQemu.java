package dev.zeropane.cli;

import dev.zeropane.qemu.Card;
import dev.zeropane.qemu.QemuCommand;
import dev.zeropane.qemu.Release;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/// The QEMU that a user's command starts.
///
/// @param start how it is started, without arguments: in the environment that it is to have
/// @param name as it was typed
/// @param release which version it is
record UsersQemu(List<String> start, String name, Release release) {
    /// For a QEMU on a busy machine to say what it has.
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final byte[] SCRIPT = {'#', '!'};

    /// Looks at the program that the command leads to.
    ///
    /// @throws CommandFailedException if it is none, or no QEMU
    static UsersQemu of(QemuCommand command) throws IOException, InterruptedException {
        String name = command.program();
        Path program =
                find(name, command.path())
                        .orElseThrow(() ->
                                new CommandFailedException(
                                        name
                                                + ": no such program; install QEMU, or write"
                                                + " where it is"));
        if (!command.isCalledQemu() && isScript(program)) {
            throw new CommandFailedException(command.noQemu());
        }
        List<String> start = new ArrayList<>(command.environment());
        start.add(program.toString());
        Optional<Matcher> version =
                say(start, "--version")
                        .lines()
                        .filter(line -> line.startsWith("QEMU"))
                        .map(Qemu.VERSION::matcher)
                        .filter(Matcher::find)
                        .findFirst();
        if (version.isEmpty()) {
            throw new CommandFailedException(command.noQemu());
        }
        return new UsersQemu(
                List.copyOf(start),
                name,
                new Release(
                        Integer.parseInt(version.get().group(1)),
                        Integer.parseInt(version.get().group(2))));
    }

    private static Optional<Path> find(String name, Optional<String> ownPath) {
        if (name.contains("/")) {
            return Optional.of(Path.of(name)).filter(UsersQemu::isProgram);
        }
        String path = ownPath.or(() -> Optional.ofNullable(System.getenv("PATH"))).orElse("");
        return List.of(path.split(File.pathSeparator)).stream()
                .map(directory -> Path.of(directory, name))
                .filter(UsersQemu::isProgram)
                .findFirst();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /// One that cannot be read is none.
    private static boolean isScript(Path program) {
        try (InputStream in = Files.newInputStream(program)) {
            return Arrays.equals(in.readNBytes(SCRIPT.length), SCRIPT);
        } catch (IOException e) {
            return false;
        }
    }

    private static String say(List<String> start, String... arguments)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(start);
        words.addAll(List.of(arguments));
        return ProgramOutput.of(LIMIT, words).text();
    }

    /// Whether it was built, and is installed, with its D-Bus display.
    boolean hasDbus() throws IOException, InterruptedException {
        return say(start, "-display", "help").lines().toList().contains("dbus");
    }

    /// Whether it has the ROM that it would give a card of its own, in the folders where it looks.
    ///
    /// @param dataFolders options of its that add some
    boolean hasVgaRom(List<String> dataFolders) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(dataFolders);
        arguments.addAll(List.of("-L", "help"));
        return say(start, arguments.toArray(String[]::new))
                .lines()
                .anyMatch(folder -> Files.isReadable(Path.of(folder, Card.Vga.ROM)));
    }

    /// The `-display` argument for a window of its own.
    ///
    /// @throws CommandFailedException if no window can be opened
    String window() throws IOException, InterruptedException {
        return Qemu.window(say(start, "-display", "help").lines().toList(), start.getLast());
    }
}
