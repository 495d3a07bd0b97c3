package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.Picture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// UEFI firmware before any system: a driver that is not Linux's.
@Tag("vm")
final class FirmwareTest {
    private static final String PROMPT = "Shell> ";

    @ParameterizedTest
    @EnumSource
    void shell(QemuVersion version) {
        try (VmPair pair = VmPair.start(version, VmPair.Cards.GPU, Vm.firmware())) {
            // The prompt comes after a countdown, and from then on nothing moves.
            Picture shell = pair.assertSameAfter("firmware", () -> pair.awaitText(PROMPT));
            assertTrue(shell.colours() > 2, shell.toString());
            String word = VmPair.randomWord();
            pair.assertSameAfter(
                    "firmware-word",
                    () -> {
                        pair.type("echo " + word + "\r");
                        pair.awaitText(PROMPT);
                    });
        }
    }
}
