// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

import dev.zeropane.qemu.command.Card;
import dev.zeropane.qemu.command.QemuCommand;
import dev.zeropane.qemu.command.Release;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A QEMU that is installed, and what it says of itself.
///
/// @param start how it is started, without arguments: in the environment that it is to have
/// @param name what its user calls it
/// @param version in full, such as `10.0.2`
public record QemuProgram(List<String> start, String name, String version) {
    private static final System.Logger LOG = System.getLogger(QemuProgram.class.getName());

    /// What distributions call it.
    public static final String NAME = "qemu-system-x86_64";

    /// Before this one, QEMU refuses vhost-user devices in emulated guests.
    public static final int OLDEST = 8;

    private static final Pattern VERSION =
            Pattern.compile("\\bversion (\\d{1,4}\\.\\d{1,4}[.\\d]*)");
    private static final String GPU = "\"vhost-user-gpu-pci\"";
    private static final String VGA = "\"vfio-user-pci\"";

    /// For a QEMU on a busy machine to say what it has.
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /// Any other QEMU has answered by then.
    private static final int SECONDS_UNTOLD = 2;

    private static final byte[] SCRIPT = {'#', '!'};

    /// Looks at the program that a command leads to.
    ///
    /// @throws QemuFailedException if there is none, or it is no QEMU
    public static QemuProgram of(QemuCommand command) throws IOException, InterruptedException {
        String name = command.program();
        Path program =
                Programs.find(name, command.path().or(Programs::path).orElse(""))
                        .orElseThrow(() ->
                                new QemuFailedException(
                                        name
                                                + ": no such program; install QEMU, or write"
                                                + " where it is"));
        if (!command.isCalledQemu() && isScript(program)) {
            throw new QemuFailedException(command.noQemu());
        }
        List<String> start = new ArrayList<>(command.environment());
        start.add(program.toString());
        return of(start, name).orElseThrow(() -> new QemuFailedException(command.noQemu()));
    }

    /// The user's own, if there is one by the usual name.
    public static Optional<QemuProgram> onPath() throws IOException, InterruptedException {
        Optional<Path> program = Programs.find(NAME, Programs.path().orElse(""));
        return program.isEmpty()
                ? Optional.empty()
                : of(List.of(program.get().toString()), program.get().toString());
    }

    private static Optional<QemuProgram> of(List<String> start, String name)
            throws IOException, InterruptedException {
        return version(say(start, name, "--version"))
                .map(version -> new QemuProgram(List.copyOf(start), name, version));
    }

    /// The version that a QEMU tells, such as `10.0.2`.
    ///
    /// @param said what it prints when it is asked for that
    public static Optional<String> version(String said) {
        return said.lines()
                .filter(line -> line.startsWith("QEMU"))
                .map(VERSION::matcher)
                .filter(Matcher::find)
                .map(version -> version.group(1))
                .findFirst();
    }

    /// One that cannot be read is none.
    private static boolean isScript(Path program) {
        try (InputStream in = Files.newInputStream(program)) {
            return Arrays.equals(in.readNBytes(SCRIPT.length), SCRIPT);
        } catch (IOException e) {
            return false;
        }
    }

    private static String say(List<String> start, String name, String... arguments)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(start);
        words.addAll(List.of(arguments));
        Executor later = CompletableFuture.delayedExecutor(SECONDS_UNTOLD, TimeUnit.SECONDS);
        CompletableFuture<Void> notice =
                CompletableFuture.runAsync(
                        () ->
                                LOG.log(
                                        System.Logger.Level.INFO,
                                        "waiting for "
                                                + name
                                                + " "
                                                + String.join(" ", arguments)
                                                + " to answer, "
                                                + LIMIT.toSeconds()
                                                + " s at most"),
                        later);
        try {
            return ProgramOutput.of(LIMIT, words).text();
        } finally {
            notice.cancel(false);
        }
    }

    private String say(String... arguments) throws IOException, InterruptedException {
        return say(start, name, arguments);
    }

    public Release release() {
        return Release.of(version);
    }

    /// Whether it can give emulated guests our graphics card.
    public boolean hasGpu() throws IOException, InterruptedException {
        return release().major() >= OLDEST && say("-device", "help").contains(GPU);
    }

    /// Whether it can give guests our VGA.
    public boolean hasVga() throws IOException, InterruptedException {
        return say("-device", "help").contains(VGA);
    }

    /// Whether it was built, and is installed, with its D-Bus display.
    public boolean hasDbus() throws IOException, InterruptedException {
        return displays().contains("dbus");
    }

    private List<String> displays() throws IOException, InterruptedException {
        return say("-display", "help").lines().toList();
    }

    /// Whether it has the ROM that it would give a card of its own, in the folders where it looks.
    ///
    /// @param dataFolders options of its that add some
    public boolean hasVgaRom(List<String> dataFolders) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(dataFolders);
        arguments.addAll(List.of("-L", "help"));
        return say(arguments.toArray(String[]::new))
                .lines()
                .anyMatch(folder -> Files.isReadable(Path.of(folder, Card.Vga.ROM)));
    }

    /// The `-display` argument for a window of its own. It shows our graphics card only in windows
    /// that use OpenGL.
    ///
    /// @throws QemuFailedException if no window can be opened
    public String window() throws IOException, InterruptedException {
        if (System.getenv("WAYLAND_DISPLAY") == null && System.getenv("DISPLAY") == null) {
            throw new QemuFailedException(
                    "--display vmm: QEMU cannot open a window, as neither WAYLAND_DISPLAY nor"
                            + " DISPLAY is set; run it in a desktop session, or use --display"
                            + " png:DIR");
        }
        List<String> offered = displays();
        for (String toolkit : List.of("gtk", "sdl")) {
            if (offered.contains(toolkit)) {
                return toolkit + ",gl=on";
            }
        }
        throw new QemuFailedException(
                "--display vmm: "
                        + start.getLast()
                        + " has no window: install the package qemu-system-gui with QEMU "
                        + OLDEST
                        + " or newer, or use --display png:DIR");
    }
}
