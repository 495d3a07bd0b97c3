// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.Setup;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.it.rig.VmPair;
import dev.zeropane.testkit.Picture;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// UEFI firmware before any system: a driver that is not Linux's.
@Tag("vm")
final class FirmwareTest {
    static List<Setup> cardsAlone() {
        return Setup.eachCard().stream().filter(setup -> !setup.hasVgaBeside()).toList();
    }

    static List<Setup> cardsWithVga() {
        return Setup.eachCard().stream().filter(Setup::hasVgaBeside).toList();
    }

    @ParameterizedTest
    @MethodSource("cardsAlone")
    void shell(Setup setup) {
        try (VmPair pair = VmPair.start(setup, Vm.firmware())) {
            // The prompt comes after a countdown, and from then on nothing moves.
            Picture shell = pair.assertSameAfter("firmware", pair::awaitShell);
            assertTrue(shell.colours() > 2, shell.toString());
            pair.assertSameAfter("firmware-word", () -> echoWord(pair));
        }
    }

    /// With a VGA the firmware drives that one, which is QEMU's: we must not draw over it.
    @ParameterizedTest
    @MethodSource("cardsWithVga")
    void shell_vga(Setup setup) {
        try (VmPair pair = VmPair.start(setup, Vm.firmware())) {
            pair.assertSameAfter(pair.vmmViews(), "firmware", pair::awaitShell);
            pair.assertSameAfter(pair.vmmViews(), "firmware-word", () -> echoWord(pair));
            assertEquals(Optional.empty(), pair.server().picture());
        }
    }

    private static void echoWord(VmPair pair) {
        pair.type("echo " + VmPair.randomWord() + "\r");
        pair.awaitText(Vm.SHELL_PROMPT);
    }
}
