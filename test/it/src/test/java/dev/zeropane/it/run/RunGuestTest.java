// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// `zeropane run` with real QEMUs.
@Tag("vm")
final class RunGuestTest {
    private static final Duration TO_END = Duration.ofMinutes(1);

    /// What `-readconfig` reads.
    private static final String MACHINE =
            """
            [machine]
              type = "q35"

            [memory]
              size = "256M"
              slots = "2"
              maxmem = "1G"

            [device "balloon"]
              driver = "virtio-balloon-pci"
            """;

    @TempDir Path directory;

    @BeforeEach
    void toolbox() {
        Toolbox.require();
    }

    /// Command lines of QEMU's documentation, smaller.
    static Stream<Arguments> commands() {
        List<String> lines =
                List.of(
                        "disk.img",
                        "-m 256 -cdrom disk.img -boot d",
                        "-M q35 -m 256 -bios OVMF",
                        "-M microvm,pcie=on -m 256M -nodefaults -nographic -serial null",
                        // Memory that is shared with a program, as for Looking Glass.
                        "-nographic -serial null -monitor none -m 0.25G -object"
                                + " memory-backend-file,id=s,share=on,size=1M,mem-path=disk.img"
                                + " -device ivshmem-plain,memdev=s",
                        "-display none -M pc -usb -device usb-tablet -device usb-kbd",
                        "-readconfig machine.cfg",
                        "-m 100000001B",
                        "-m 256 -object memory-backend-memfd,id=a,size=128M"
                                + " -object memory-backend-memfd,id=b,size=128M"
                                + " -numa node,memdev=a -numa node,memdev=b",
                        "-M q35,memory-backend=a -m size=256"
                                + " -object memory-backend-memfd,id=a,size=256M,share=on",
                        "-vga none -device {\"driver\":\"virtio-rng-pci\"} -S");
        return Stream.of(QemuVersion.values())
                .flatMap(version -> lines.stream().map(line -> Arguments.of(version, line)));
    }

    @ParameterizedTest
    @MethodSource
    void commands(QemuVersion version, String line) throws Exception {
        Path disk = Files.write(directory.resolve("disk.img"), new byte[1 << 20]);
        Path machine = Files.writeString(directory.resolve("machine.cfg"), MACHINE);
        List<String> arguments = new ArrayList<>(List.of("-audio", "none"));
        for (String word : line.split(" ", -1)) {
            arguments.add(
                    word.equals("OVMF")
                            ? Toolbox.ovmf().toString()
                            : word.replace("disk.img", disk.toString())
                                    .replace("machine.cfg", machine.toString()));
        }
        try (RunningVm vm = RunningVm.start(directory, version, arguments)) {
            vm.awaitConnected();
            vm.qmp().execute("quit", Map.of());
            vm.run().awaitExit(0, TO_END);
        }
    }

    @ParameterizedTest
    @EnumSource
    void linux_draws_findsItsKeyboard_andEnds(QemuVersion version) {
        Path screens = directory.resolve("screens");
        List<String> launcher =
                List.of(
                        Zeropane.root().resolve("zeropane").toString(),
                        "run",
                        "--display=png:" + screens,
                        "--");
        try (Vm guest =
                Vm.startBy(launcher, directory, version, Vm.MEMFD, Vm.linux("console=tty0"))) {
            guest.awaitLinux();
            String devices = guest.run("cat /proc/bus/input/devices");
            for (String name : List.of("Keyboard", "Tablet", "Touch")) {
                assertTrue(devices.contains("Zeropane " + name), devices);
            }
            guest.run("echo hello >/dev/tty1");
            Picture picture =
                    Await.until(
                            () -> "a picture",
                            TO_END,
                            () -> Picture.readIfThere(screens.resolve("screen-0.png")));
            assertEquals(1280, picture.width());
            assertEquals(800, picture.height());
            guest.serial().send("poweroff -f");
            guest.qemu().awaitExit(0, TO_END);
        }
    }

    @ParameterizedTest
    @EnumSource
    void qemuIsKilled_weEndWithItsStatus(QemuVersion version) {
        try (RunningVm vm = RunningVm.start(directory, version, List.of("-nodefaults"))) {
            vm.qemu().destroyForcibly();
            vm.run().awaitExit(137, TO_END);
            assertEquals(List.of(), vm.temporaryFiles());
            assertFalse(Files.exists(vm.controlSocket()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void weAreKilled_qemuEnds(QemuVersion version) {
        try (RunningVm vm = RunningVm.start(directory, version, List.of("-nodefaults"))) {
            vm.awaitConnected();
            ProcessHandle qemu = vm.qemu();
            vm.run().signal("KILL");
            vm.run().awaitExit(137, TO_END);
            Await.untilTrue(() -> "QEMU to end", TO_END, () -> !qemu.isAlive());
            assertEquals(List.of(), vm.temporaryFiles());
            assertTrue(Files.exists(vm.controlSocket()));
            try (Program ps = Zeropane.start(directory, "ps")) {
                ps.awaitExit(0, TO_END);
            }
            assertFalse(Files.exists(vm.controlSocket()), "ps has not tidied up");
        }
    }

    @ParameterizedTest
    @EnumSource
    void signals_endBoth(QemuVersion version) {
        for (String signal : List.of("TERM", "HUP", "INT")) {
            try (RunningVm vm = RunningVm.start(directory, version, List.of("-nodefaults"))) {
                ProcessHandle qemu = vm.qemu();
                vm.run().signal(signal);
                vm.run().awaitExit(0, TO_END);
                assertFalse(qemu.isAlive());
                assertEquals(List.of(), vm.temporaryFiles());
                assertFalse(Files.exists(vm.controlSocket()));
            }
        }
    }
}
