// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.view;

import dev.zeropane.control.ControlClipboard;
import dev.zeropane.control.ControlException;
import dev.zeropane.control.Instance;
import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.display.clipboard.SharedClipboard;
import dev.zeropane.linux.LinuxException;
import java.util.Optional;
import java.util.function.Consumer;

/// The clipboard that a device of another process shares, for the displays that show it here: the
/// device of the moment is the guest's side of a clipboard of our own. Any thread.
final class RemoteClipboard implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RemoteClipboard.class.getName());

    private final SharedClipboard shared = new SharedClipboard();
    private Optional<ControlClipboard> remote = Optional.empty();

    RemoteClipboard(Instance device) {
        connect(device);
    }

    /// Shares the clipboard of this device from now on, if it shares one.
    synchronized void connect(Instance device) {
        close();
        try {
            ControlClipboard connected = ControlClipboard.connect(device.socket(), new Told());
            remote = Optional.of(connected);
            shared.guestSide(new Far(connected));
        } catch (ControlException | LinuxException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "no clipboard is shared with " + device + ": " + e.getMessage());
        }
    }

    /// The clipboard, if the device of this moment shares one.
    synchronized Optional<Clipboard> shared() {
        return remote.map(_ -> shared);
    }

    private final class Told implements ControlClipboard.Listener {
        @Override
        public void copied(Selection selection) {
            shared.guestGrabbed(selection);
        }

        @Override
        public void released(Selection selection) {
            shared.guestReleased(selection);
        }

        @Override
        public void ended(ControlException reason) {
            shared.guestGone();
        }
    }

    private record Far(ControlClipboard device) implements SharedClipboard.GuestSide {
        @Override
        public void offer(Selection selection, ClipboardText text) {
            // That the device has it is not waited for: how it ends is said elsewhere.
            var _ = device.copy(selection, text);
        }

        @Override
        public void release(Selection selection) {
            device.release(selection);
        }

        @Override
        public void request(Selection selection, Consumer<Optional<ClipboardText>> taker) {
            var _ =
                    device.paste(selection)
                            .whenComplete((text, failure) ->
                                    taker.accept(failure == null ? text : Optional.empty()));
        }
    }

    /// The displays' copies are kept for the next device.
    @Override
    public synchronized void close() {
        remote.ifPresent(ControlClipboard::close);
        remote = Optional.empty();
        shared.guestGone();
    }
}
