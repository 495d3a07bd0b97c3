// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys for a boot loader, which has no driver but the BIOS's: GRUB on the VGA, without a system.
@Tag("vm")
final class RunBootLoaderTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int LINE = 16;
    private static final int BAR = 300;
    private static final int LIT = 0x80;

    @TempDir private Path directory;

    @Test
    void arrowsMoveTheHighlight_andLettersAreRead() {
        Toolbox.require();
        List<String> machine =
                List.of(
                        "-M",
                        "q35",
                        "-m",
                        "512M",
                        "-nodefaults",
                        "-cdrom",
                        Toolbox.grub().toString(),
                        "-boot",
                        "d");
        try (RunningVm vm =
                RunningVm.start(
                        directory, QemuVersion.QEMU_11_1, List.of("--device=vga"), machine)) {
            String pid = Long.toString(vm.run().pid());
            // Of the disc's own menu.
            int first = awaitHighlight(vm, OptionalInt.empty());
            assertEquals("qemu", ControlStats.of(vm.run().pid()).input().get("keyboard"));
            said("key", pid, "down");
            awaitHighlight(vm, OptionalInt.of(first + LINE));
            vm.picture().orElseThrow().write(SamePicture.PICTURES.resolve("run-boot-loader.png"));
            said("key", pid, "up");
            awaitHighlight(vm, OptionalInt.of(first));
            said("key", pid, "c");
            Await.untilTrue(
                    () -> "a command line, not " + vm.picture(),
                    LIMIT,
                    () -> vm.picture().filter(seen -> highlight(seen).isEmpty()).isPresent());
            said("key", pid, "esc");
            awaitHighlight(vm, OptionalInt.of(first));
        }
    }

    /// Waits until the menu's highlight is in a row of pixels, or anywhere.
    private static int awaitHighlight(RunningVm vm, OptionalInt right) {
        return Await.until(
                () -> "a highlight, " + right + ", in " + vm.picture(),
                LIMIT,
                () ->
                        vm.picture()
                                .map(RunBootLoaderTest::highlight)
                                .filter(row ->
                                        row.isPresent() && (right.isEmpty() || row.equals(right)))
                                .map(OptionalInt::getAsInt));
    }

    /// The first row of a bar of light, as high as a line: the menu's other lights are letters and
    /// thin lines.
    private static OptionalInt highlight(Picture picture) {
        int height = 0;
        for (int y = 0; y < picture.height(); y++) {
            height = hasLight(picture, y) ? height + 1 : 0;
            if (height == LINE) {
                return OptionalInt.of(y - LINE + 1);
            }
        }
        return OptionalInt.empty();
    }

    private static boolean hasLight(Picture picture, int y) {
        int length = 0;
        for (int x = 0; x < picture.width() && length < BAR; x++) {
            length = (picture.pixel(x, y) & 0xff) >= LIT ? length + 1 : 0;
        }
        return length >= BAR;
    }

    private void said(String... arguments) {
        try (Program zeropane = Zeropane.start(directory, arguments)) {
            assertEquals(0, zeropane.awaitExit(LIMIT), zeropane.err()::text);
        }
    }
}
