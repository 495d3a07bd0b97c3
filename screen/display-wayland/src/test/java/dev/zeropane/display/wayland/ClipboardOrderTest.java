// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who has the clipboard, when more than two copy.
@Timeout(120)
final class ClipboardOrderTest {
    private static final ClipboardText DESKTOP = text("copied on the desktop");
    private static final ClipboardText SHELL = text("copied by the shell");
    private static final ClipboardText GUEST = text("copied in the guest");

    private static ClipboardText text(String text) {
        return ClipboardText.of(text).orElseThrow();
    }

    /// A compositor says again what the selection is whenever a window gets the keyboard.
    @Test
    void desktopsOldText_doesNotOvertakeTheShells() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.host.copy(Selection.CLIPBOARD, DESKTOP.utf8());
            rig.focus();
            rig.awaitOffered(Selection.CLIPBOARD, DESKTOP);
            rig.unfocus();
            rig.guest.clipboard.copy(Selection.CLIPBOARD, SHELL);
            rig.awaitOffered(Selection.CLIPBOARD, SHELL);
            rig.focus();
            // What is marked is read after what was copied.
            rig.host.copy(Selection.PRIMARY, DESKTOP.utf8());
            rig.awaitOffered(Selection.PRIMARY, DESKTOP);
            rig.assertOffered(Selection.CLIPBOARD, SHELL);
        }
    }

    @Test
    void pictureOnTheDesktop_doesNotTakeBackTheShellsText() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.host.copy(Selection.CLIPBOARD, List.of("image/png"), (_, fd) -> fd.close());
            rig.guest.clipboard.copy(Selection.CLIPBOARD, SHELL);
            rig.focus();
            rig.host.copy(Selection.PRIMARY, DESKTOP.utf8());
            rig.awaitOffered(Selection.PRIMARY, DESKTOP);
            rig.assertOffered(Selection.CLIPBOARD, SHELL);
        }
    }

    @Test
    void pictureThatWasThereBefore_doesNotOvertakeTheGuests() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.host.copy(Selection.CLIPBOARD, List.of("image/png"), (_, fd) -> fd.close());
            rig.focus();
            rig.unfocus();
            rig.guestCopies(Selection.CLIPBOARD, GUEST);
            rig.focus();
            rig.rig.display.await(
                    "the guest's text",
                    () -> !rig.host.types(Selection.CLIPBOARD).contains("image/png"));
            assertEquals(
                    Optional.of(GUEST),
                    ClipboardText.ofUtf8(rig.host.awaitPaste(Selection.CLIPBOARD)));
        }
    }

    /// As programs do that keep what others copy.
    @Test
    void guestsOwnText_fromSomebodyElse_staysTheGuests() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.focus();
            rig.guestCopies(Selection.CLIPBOARD, GUEST);
            byte[] pasted = rig.host.awaitPaste(Selection.CLIPBOARD);
            rig.host.copy(Selection.CLIPBOARD, pasted);
            rig.host.copy(Selection.PRIMARY, DESKTOP.utf8());
            rig.awaitOffered(Selection.PRIMARY, DESKTOP);
            assertEquals(Optional.empty(), rig.guest.offered(Selection.CLIPBOARD));
        }
    }
}
