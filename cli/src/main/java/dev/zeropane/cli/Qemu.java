package dev.zeropane.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A QEMU that can run our guest.
record Qemu(Path program, String description) {
    static final String NAME = "qemu-system-x86_64";
    static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)[.\\d]*");

    /// Before this one, QEMU refuses vhost-user devices in emulated guests.
    static final int OLDEST = 8;

    /// The user's own QEMU if it can do it, else the toolbox's.
    static Qemu find() throws IOException, InterruptedException {
        Optional<Qemu> own = onPath();
        if (own.isPresent()) {
            return own.get();
        }
        Path program = Toolbox.root().resolve("bin").resolve(NAME + "-10.0");
        return new Qemu(program, "the toolbox's QEMU 10.0");
    }

    /// The `-display` argument for a window of its own.
    ///
    /// @throws CommandFailedException if no window can be opened
    String window() throws IOException, InterruptedException {
        return window(output(program, "-display", "help").lines().toList(), description);
    }

    /// The `-display` argument for a window of a QEMU's own. QEMU shows this device only in windows
    /// that use OpenGL.
    ///
    /// @param offered the displays that this QEMU has
    /// @param description of this QEMU
    /// @throws CommandFailedException if no window can be opened
    static String window(List<String> offered, String description) {
        if (System.getenv("WAYLAND_DISPLAY") == null && System.getenv("DISPLAY") == null) {
            throw new CommandFailedException(
                    "--display vmm: QEMU cannot open a window, as neither WAYLAND_DISPLAY nor"
                            + " DISPLAY is set; run it in a desktop session, or use --display"
                            + " png:DIR");
        }
        for (String toolkit : List.of("gtk", "sdl")) {
            if (offered.contains(toolkit)) {
                return toolkit + ",gl=on";
            }
        }
        throw new CommandFailedException(
                "--display vmm: "
                        + description
                        + " has no window: install the package qemu-system-gui with QEMU "
                        + OLDEST
                        + " or newer, or use --display png:DIR");
    }

    private static Optional<Qemu> onPath() throws IOException, InterruptedException {
        String path = System.getenv("PATH");
        for (String directory : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            Path program = Path.of(directory, NAME);
            if (Files.isExecutable(program)) {
                return check(program);
            }
        }
        return Optional.empty();
    }

    private static Optional<Qemu> check(Path program) throws IOException, InterruptedException {
        Matcher version = VERSION.matcher(output(program, "--version"));
        if (!version.find()
                || Integer.parseInt(version.group(1)) < OLDEST
                || !output(program, "-device", "help").contains("vhost-user-gpu-pci")) {
            return Optional.empty();
        }
        return Optional.of(
                new Qemu(
                        program,
                        program
                                + " (QEMU "
                                + version.group().substring("version ".length())
                                + ")"));
    }

    /// What a program prints.
    static String output(Path program, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }
}
