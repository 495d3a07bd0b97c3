// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.clipboard;

import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.display.wayland.seat.Seat;
import dev.zeropane.display.wayland.seat.Seats;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.wayland.Globals;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlDataDeviceManager;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionDeviceManagerV1;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The clipboards of a compositor's seats, shared with the guest: what is copied in other windows
/// while one of ours has the keyboard, and what the guest copies. Belongs to the connection's
/// thread.
public final class HostClipboard implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HostClipboard.class.getName());

    private final EventLoop loop;
    private final Clipboard clipboard;
    private final Consumer<String> log;
    private final Optional<Proxy<WlDataDeviceManager.Request>> clipboards;
    private final Optional<Proxy<ZwpPrimarySelectionDeviceManagerV1.Request>> primaries;
    private final List<SeatSelection> selections = new ArrayList<>();
    private final Clipboard.Following following;

    /// Guarded by this, as the clipboard's thread asks.
    private boolean closed;

    /// @param log hears why something that was copied does not reach the guest
    public HostClipboard(
            EventLoop loop,
            Globals globals,
            Seats seats,
            Clipboard clipboard,
            Consumer<String> log) {
        this.loop = loop;
        this.clipboard = clipboard;
        this.log = log;
        clipboards = globals.bind(WlDataDeviceManager.INTERFACE, Handler.none());
        primaries = globals.bind(ZwpPrimarySelectionDeviceManagerV1.INTERFACE, Handler.none());
        lacks(clipboards, WlDataDeviceManager.INTERFACE);
        lacks(primaries, ZwpPrimarySelectionDeviceManagerV1.INTERFACE);
        seats.follow(this::add);
        following = clipboard.follow(new GuestsCopies());
    }

    private static void lacks(Optional<?> bound, Interface<?, ?> type) {
        if (bound.isEmpty()) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "the compositor has no {0}: windows do not share what it is for",
                    type.name());
        }
    }

    private void add(Seat seat) {
        selections.removeIf(SeatSelection::closeIfGone);
        clipboards.ifPresent(manager ->
                add(
                        seat,
                        Selection.CLIPBOARD,
                        events -> new DataDevice(manager, seat.proxy(), events)));
        primaries.ifPresent(manager ->
                add(
                        seat,
                        Selection.PRIMARY,
                        events -> new PrimaryDevice(manager, seat.proxy(), events)));
    }

    private void add(
            Seat seat,
            Selection selection,
            Function<SelectionDevice.Events, SelectionDevice> open) {
        SeatSelection added =
                new SeatSelection(
                        loop, seat, new SharedText(clipboard, selection, this::post), log, open);
        selections.add(added);
        seat.onFocus(added::focusChanged);
    }

    /// Any thread. The loop may have ended.
    private synchronized void post(Runnable task) {
        if (!closed) {
            loop.post(task);
        }
    }

    /// Heard on the clipboard's thread.
    private final class GuestsCopies implements Clipboard.Follower {
        @Override
        public void guestCopied(Selection selection) {
            tell(selection, SeatSelection::guestCopied);
        }

        @Override
        public void guestReleased(Selection selection) {
            tell(selection, SeatSelection::guestReleased);
        }

        private void tell(Selection selection, Consumer<SeatSelection> what) {
            post(() ->
                    selections.stream().filter(one -> one.selection() == selection).forEach(what));
        }
    }

    /// Ends what is on its way.
    @Override
    public void close() {
        following.close();
        synchronized (this) {
            closed = true;
        }
        selections.forEach(SeatSelection::close);
    }
}
