package dev.zeropane.it;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A person at the window of a guest that has only its UEFI firmware, whose keyboard driver tells
/// the device of no buffer that it puts back.
final class RunFirmwareTest extends WindowTest {
    private static final String PROMPT = "Shell> ";

    private Sway sway;
    private RunGuest guest;
    private VirtualInput person;

    @Override
    void start(Path directory) {
        sway = keep(Sway.start(directory, 1280, 800));
        guest = keep(RunGuest.firmware(directory, sway));
        person = keep(new VirtualInput(sway));
        sway.awaitWindow(GuestWindows.APP_ID);
        sway.command("[app_id=" + GuestWindows.APP_ID + "] focus");
        guest.serial().awaitText(PROMPT);
    }

    @Override
    Program server() {
        return guest.process();
    }

    private Picture seen() {
        return sway.awaitWindow(GuestWindows.APP_ID).screenshot();
    }

    private void clear() {
        guest.serial().type("cls\r");
        guest.serial().awaitText(PROMPT);
    }

    /// What the shell shows after this was typed at the serial port, on an empty screen.
    private Picture typed(String line) {
        Picture before = seen();
        clear();
        guest.serial().type(line);
        guest.serial().awaitText(PROMPT);
        return Await.until(
                () -> "'" + line + "' in " + seen(),
                LIMIT,
                () -> {
                    Picture one = seen();
                    return one.equals(before) || !one.equals(seen())
                            ? Optional.empty()
                            : Optional.of(one);
                });
    }

    @Test
    void typedText_isOnTheScreen() {
        String word = VmPair.randomWord();
        Picture right = typed("echo " + word + "\r");
        clear();
        person.type("echo " + word + "\n");
        guest.serial().awaitText(PROMPT);
        awaitPicture("run-firmware-typed", right, this::seen);
        seen().write(SamePicture.PICTURES.resolve("run-firmware-typed.png"));
        // Once more what was typed last.
        person.tap(VirtualInput.KEY_UP);
        guest.serial().awaitText("echo " + word);
        person.type("\n");
        guest.serial().awaitText(PROMPT);
    }
}
