// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Two equal virtual machines: one with a graphics card of ours, one with QEMU's own, the oracle.
/// What we show must be what QEMU shows, pixel by pixel.
public final class VmPair implements AutoCloseable {
    private final Path directory;
    private final Setup setup;
    private final GpuServer server;
    private final Vm oracle;
    private Vm ours;

    private VmPair(Path directory, Setup setup, Cards cards, List<String> system) {
        this.directory = directory;
        this.setup = setup;
        this.server = setup.serve(directory, cards.ours().toArray(String[]::new));
        Optional<Vm> first = Optional.empty();
        try {
            first = Optional.of(startOurs(system));
            ours = first.get();
            oracle =
                    Vm.start(
                            directory,
                            setup.version(),
                            Vm.MEMFD,
                            setup.oracle(cards.oracle()),
                            system);
        } catch (RuntimeException | AssertionError e) {
            first.ifPresent(Vm::close);
            server.close();
            throw e;
        }
    }

    /// Options of the two cards.
    ///
    /// @param ours arguments of our server
    /// @param oracle properties of QEMU's card, each after a comma
    public record Cards(List<String> ours, String oracle) {
        private static final Cards USUAL = new Cards(List.of(), "");
    }

    /// Starts both machines, without waiting for their systems.
    ///
    /// @param system what to boot
    public static VmPair start(Setup setup, List<String> system) {
        return start(setup, Cards.USUAL, system);
    }

    private static VmPair start(Setup setup, Cards cards, List<String> system) {
        Toolbox.require();
        try {
            return new VmPair(Files.createTempDirectory("zeropane-it-"), setup, cards, system);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Boots Linux in both machines.
    ///
    /// @param more to put on the kernel's command line
    public static VmPair linux(Setup setup, String more) {
        return linux(setup, Cards.USUAL, more);
    }

    /// Boots Linux in both machines, with options for the cards.
    public static VmPair linux(Setup setup, Cards cards, String more) {
        VmPair pair = start(setup, cards, Vm.linux(more));
        try {
            pair.oracle.awaitLinux();
            pair.ours.awaitLinux();
            return pair;
        } catch (RuntimeException | AssertionError e) {
            pair.close();
            throw e;
        }
    }

    private Vm startOurs(List<String> system) {
        return Vm.start(
                directory, setup.version(), Vm.MEMFD, setup.served(server.socket()), system);
    }

    public GpuServer server() {
        return server;
    }

    public Vm ours() {
        return ours;
    }

    Vm oracle() {
        return oracle;
    }

    /// Kills our QEMU and starts another, which connects to the same server.
    public void replaceOurs(List<String> system) {
        ours.close();
        ours = startOurs(system);
    }

    /// Waits until both machines print a text on their serial ports.
    public void awaitText(String text) {
        oracle.serial().awaitText(text);
        ours.serial().awaitText(text);
    }

    /// Waits until the firmware's shell prompts in both machines.
    public void awaitShell() {
        oracle.awaitShell();
        ours.awaitShell();
    }

    /// Types exactly these characters in both machines.
    public void type(String characters) {
        oracle.serial().type(characters);
        ours.serial().type(characters);
    }

    /// Runs a shell command in both machines.
    void run(String command) {
        oracle.run(command);
        ours.run(command);
    }

    /// Views of what QEMU shows of its own card, what we write, and what QEMU shows of our card.
    List<View> views() {
        return List.of(
                new View("qemu", () -> oracle.screendump()), new View("png", server::picture));
    }

    /// As [#views], where we have nothing to write.
    public List<View> vmmViews() {
        return views().stream().filter(view -> !view.name().equals("png")).toList();
    }

    /// Has both print a new random word on an empty screen, and waits until we show what QEMU
    /// shows.
    public Picture assertSameWord(String name) {
        return assertSameAfter(name, () -> printWord(oracle, ours));
    }

    /// Prints a new random word on the empty screens of several machines.
    public static void printWord(Vm... machines) {
        String word = randomWord();
        for (Vm machine : machines) {
            machine.run("printf '\\033[2J\\033[H%s\\n' " + word + " > /dev/tty1");
        }
    }

    /// Has something drawn in both, and waits until we show what QEMU shows.
    public Picture assertSameAfter(String name, Runnable drawing) {
        return assertSameAfter(views(), name, drawing);
    }

    /// Has something drawn in both, and waits until all views show the same.
    public Picture assertSameAfter(List<View> views, String name, Runnable drawing) {
        SamePicture same = new SamePicture(views);
        drawing.run();
        return same.await(name + "-" + setup, server.process());
    }

    public static String randomWord() {
        return RandomGenerator.getDefault()
                .ints(12, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public void close() {
        ours.close();
        oracle.close();
        server.close();
        delete(directory);
    }

    /// Deletes a directory with all that is in it.
    public static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
