// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import dev.zeropane.it.rig.Modetest;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.rig.View;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.it.rig.VmPair;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Two equal Linux guests: one whose screen a server of ours shows in a window, and one with QEMU's
/// own card, the oracle. What is seen in the window must be what QEMU shows of the oracle, pixel by
/// pixel.
final class WindowPair implements AutoCloseable {
    private final Program server;
    private final Vm oracle;
    private final Vm ours;

    private WindowPair(Program server, Vm oracle, Vm ours) {
        this.server = server;
        this.oracle = oracle;
        this.ours = ours;
    }

    /// Boots both guests.
    ///
    /// @param socket where the server listens
    static WindowPair boot(Path directory, QemuVersion version, Program server, Path socket) {
        Vm oracle =
                Vm.start(
                        directory,
                        version,
                        Vm.MEMFD,
                        List.of("-device", "virtio-gpu-pci"),
                        Vm.linux(""));
        try {
            Vm ours =
                    Vm.start(
                            directory,
                            version,
                            Vm.MEMFD,
                            Vm.served("vhost-user-gpu-pci", socket),
                            Vm.linux(""));
            WindowPair pair = new WindowPair(server, oracle, ours);
            try {
                oracle.awaitLinux();
                ours.awaitLinux();
                return pair;
            } catch (RuntimeException | AssertionError e) {
                ours.close();
                throw e;
            }
        } catch (RuntimeException | AssertionError e) {
            oracle.close();
            throw e;
        }
    }

    Vm ours() {
        return ours;
    }

    /// Prints a new random word on the empty screens, and waits until all views show it.
    ///
    /// @param name of the picture that is saved
    Picture assertSameWord(String name, View... views) {
        return assertSame(name, () -> VmPair.printWord(oracle, ours), views);
    }

    /// Has both guests show a pattern of modetest's in a mode, and waits until all views show it.
    /// It stays until [#endPattern()].
    Picture assertSamePattern(String pattern, String mode, View... views) {
        Consumer<Vm> draw = vm -> Modetest.start(vm, " -F " + pattern + Modetest.show(vm, 1, mode));
        try {
            return assertSame(
                    "window-" + pattern + "-" + mode,
                    () -> {
                        draw.accept(oracle);
                        draw.accept(ours);
                    },
                    views);
        } catch (AssertionError e) {
            endPattern(); // other tests go on
            throw e;
        }
    }

    /// Ends the pattern, and the consoles come back.
    void endPattern() {
        Modetest.end(oracle);
        Modetest.end(ours);
    }

    private Picture assertSame(String name, Runnable drawing, View... views) {
        View right = new View("qemu", oracle::screendump);
        SamePicture same =
                new SamePicture(Stream.concat(Stream.of(right), Stream.of(views)).toList());
        drawing.run();
        return same.await(name, server);
    }

    @Override
    public void close() {
        ours.close();
        oracle.close();
    }
}
