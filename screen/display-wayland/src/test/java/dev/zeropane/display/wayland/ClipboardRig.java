// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.testkit.wayland.HostSelections;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A window whose guest shares the compositor's clipboard.
final class ClipboardRig implements AutoCloseable {
    final GuestRig rig;
    final CopyingGuest guest = new CopyingGuest();
    final HostSelections host;
    final Window window;

    ClipboardRig() {
        this(new CompositorOptions());
    }

    ClipboardRig(CompositorOptions options) {
        rig = new GuestRig(options);
        rig.display.display.shareClipboard(guest.clipboard);
        host = rig.display.compositor.selections();
        window = rig.window();
    }

    void focus() {
        rig.input().keyboardEnter(window);
        rig.display.settle();
    }

    void unfocus() {
        rig.input().keyboardLeave();
        rig.display.settle();
    }

    void awaitOffered(Selection selection, ClipboardText expected) {
        rig.display.await(
                () -> expected + " for the guest, log " + rig.display.log,
                () -> guest.offered(selection).equals(Optional.of(expected)));
    }

    void assertOffered(Selection selection, ClipboardText expected) {
        assertEquals(Optional.of(expected), guest.offered(selection));
    }

    void awaitLog(String part) {
        rig.display.await(
                () -> part + " in " + rig.display.log,
                () -> rig.display.log.stream().anyMatch(line -> line.contains(part)));
    }

    /// Waits until the host knows that the guest has copied.
    void guestCopies(Selection selection, ClipboardText text) {
        List<Selection> told = new CopyOnWriteArrayList<>();
        guest.copy(selection, text);
        try (var _ = guest.clipboard.follow(new Told(told))) {
            rig.display.await("the guest's copy", () -> told.contains(selection));
        }
        rig.display.awaitDone();
        rig.display.settle();
    }

    @Override
    public void close() {
        rig.close();
    }

    private record Told(List<Selection> told) implements Clipboard.Follower {
        @Override
        public void guestCopied(Selection selection) {
            told.add(selection);
        }

        @Override
        public void guestReleased(Selection selection) {}
    }
}
