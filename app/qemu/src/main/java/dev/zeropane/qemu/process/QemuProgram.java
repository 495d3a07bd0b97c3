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

/// An installed QEMU, with its version and features.
///
/// @param start the words that start it in its environment, without arguments
/// @param name as the user typed it
/// @param version the full version, such as `10.0.2`
public record QemuProgram(List<String> start, String name, String version) {
    private static final System.Logger LOG = System.getLogger(QemuProgram.class.getName());

    /// Its name in distributions.
    public static final String NAME = "qemu-system-x86_64";

    /// The first major version that supports vhost-user devices in emulated guests.
    public static final int OLDEST = 8;

    private static final Pattern VERSION =
            Pattern.compile("\\bversion (\\d{1,4}\\.\\d{1,4}[.\\d]*)");
    private static final String GPU = "\"vhost-user-gpu-pci\"";
    private static final String VGA = "\"vfio-user-pci\"";

    /// Time for QEMU to answer on a busy machine.
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /// After this time, users are told about the wait.
    private static final int SECONDS_BEFORE_NOTICE = 2;

    private static final byte[] SCRIPT = {'#', '!'};

    /// Finds a command's program and asks for its version.
    ///
    /// @throws QemuFailedException if there is no such program, or it is not a QEMU
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
            throw new QemuFailedException(command.notQemuMessage());
        }
        List<String> start = new ArrayList<>(command.environment());
        start.add(program.toString());
        return of(start, name).orElseThrow(() -> new QemuFailedException(command.notQemuMessage()));
    }

    /// The QEMU with the usual name on the PATH, if there is one.
    public static Optional<QemuProgram> onPath() throws IOException, InterruptedException {
        Optional<Path> program = Programs.find(NAME, Programs.path().orElse(""));
        return program.isEmpty()
                ? Optional.empty()
                : of(List.of(program.get().toString()), program.get().toString());
    }

    private static Optional<QemuProgram> of(List<String> start, String name)
            throws IOException, InterruptedException {
        return version(run(start, name, "--version"))
                .map(version -> new QemuProgram(List.copyOf(start), name, version));
    }

    /// The version in QEMU's answer, such as `10.0.2`.
    ///
    /// @param said the output of `--version`
    public static Optional<String> version(String said) {
        return said.lines()
                .filter(line -> line.startsWith("QEMU"))
                .map(VERSION::matcher)
                .filter(Matcher::find)
                .map(version -> version.group(1))
                .findFirst();
    }

    /// An unreadable file does not count as a script.
    private static boolean isScript(Path program) {
        try (InputStream in = Files.newInputStream(program)) {
            return Arrays.equals(in.readNBytes(SCRIPT.length), SCRIPT);
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(List<String> start, String name, String... arguments)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(start);
        words.addAll(List.of(arguments));
        Executor later = CompletableFuture.delayedExecutor(SECONDS_BEFORE_NOTICE, TimeUnit.SECONDS);
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
                                                + TIMEOUT.toSeconds()
                                                + " s at most"),
                        later);
        try {
            return ProgramOutput.of(TIMEOUT, words).text();
        } finally {
            notice.cancel(false);
        }
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        return run(start, name, arguments);
    }

    public Release release() {
        return Release.of(version);
    }

    /// Whether it supports vhost-user-gpu, also for emulated guests.
    public boolean hasGpu() throws IOException, InterruptedException {
        return release().major() >= OLDEST && run("-device", "help").contains(GPU);
    }

    /// Whether it supports vfio-user, which a VGA needs.
    public boolean hasVga() throws IOException, InterruptedException {
        return run("-device", "help").contains(VGA);
    }

    /// Whether its D-Bus display is installed.
    public boolean hasDbus() throws IOException, InterruptedException {
        return displays().contains("dbus");
    }

    /// Whether it has the host's part of a clipboard agent.
    public boolean hasClipboardAgent() throws IOException, InterruptedException {
        return QemuCommand.hasClipboardAgent(run("-chardev", "help"));
    }

    private List<String> displays() throws IOException, InterruptedException {
        return run("-display", "help").lines().toList();
    }

    /// Whether its folders contain the ROM of its own bochs-display card.
    ///
    /// @param dataFolders options that add folders
    public boolean hasVgaRom(List<String> dataFolders) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(dataFolders);
        arguments.addAll(List.of("-L", "help"));
        return run(arguments.toArray(String[]::new))
                .lines()
                .anyMatch(folder -> Files.isReadable(Path.of(folder, Card.Vga.ROM)));
    }

    /// The `-display` argument for QEMU's own window. QEMU shows vhost-user-gpu only in windows
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
