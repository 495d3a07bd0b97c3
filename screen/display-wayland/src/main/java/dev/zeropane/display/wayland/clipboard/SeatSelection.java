// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.clipboard;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.display.wayland.seat.Seat;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.PipeEnd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// A selection of one seat, and what the guest has copied. The compositor tells of the selection
/// only while one of the windows has the seat's keyboard, and only then it can be set.
///
/// Who copied last wins. What the guest copies while no window has the keyboard is kept until one
/// has it. Then the compositor says again what the selection is: if it is what it was before,
/// nobody on the host has copied since, and the guest's text becomes the selection.
///
/// Belongs to the connection's thread.
final class SeatSelection
        implements SelectionDevice.Events, SelectionDevice.SourceEvents, AutoCloseable {
    /// More than a person pastes at once. Of a client that asks for more, no more are answered.
    private static final int MAX_WRITERS = 16;

    /// What a pipe takes at once.
    private static final int PIECE = 64 << 10;

    private final EventLoop loop;
    private final Seat seat;
    private final SharedText shared;
    private final Consumer<String> log;
    private final SelectionDevice device;
    private final Set<TextWriter> writers = new HashSet<>();

    /// For all readers and writers, one at a time.
    private final MemorySegment piece = Arena.ofAuto().allocate(PIECE);

    /// What the host has copied, as far as it is known, and if the guest has not copied since.
    private Optional<ClipboardText> hostText = Optional.empty();

    /// Whether the host has copied something of which there is no text to be had, as far as it is
    /// known, and if the guest has not copied since.
    private boolean hostOther;

    /// On its way.
    private Optional<TextReader> reader = Optional.empty();

    /// Whether the guest has copied something that is not the selection yet.
    private boolean guestWaits;

    /// Ends our selection.
    private Optional<Runnable> source = Optional.empty();

    /// Why the guest does not get what was copied, if that was said already.
    private String complaint = "";

    /// @param shared what guest and host share
    /// @param log hears why something that was copied does not reach the guest
    /// @param open makes the device, whose events go to this
    SeatSelection(
            EventLoop loop,
            Seat seat,
            SharedText shared,
            Consumer<String> log,
            Function<SelectionDevice.Events, SelectionDevice> open) {
        this.loop = loop;
        this.seat = seat;
        this.shared = shared;
        this.log = log;
        this.device = open.apply(this);
    }

    Selection selection() {
        return shared.selection();
    }

    // The host copies.

    @Override
    public void selected(Optional<HostOffer> offer) {
        reader.ifPresent(TextReader::close);
        reader = Optional.empty();
        if (offer.isPresent() && offer.get().isOurs()) {
            return;
        }
        if (offer.isEmpty() || !offer.get().hasText()) {
            offersNothing(offer.isPresent());
            return;
        }
        try {
            reader =
                    Optional.of(
                            new TextReader(
                                    loop,
                                    piece,
                                    offer.get()::receiveText,
                                    this::received,
                                    this::complain));
        } catch (LinuxException e) {
            complain(e.getMessage());
        }
    }

    /// Once for each reason in turn: a selection can change without end.
    private void complain(String reason) {
        if (!complaint.equals(reason)) {
            complaint = reason;
            log.accept("the guest does not get what was copied on the host: " + reason);
        }
    }

    /// @param other whether something is offered, of which there is no text to be had
    private void offersNothing(boolean other) {
        if (other && !hostOther) {
            guestWaits = false;
        }
        hostText.ifPresent(shared::release);
        hostText = Optional.empty();
        hostOther = other;
        offerGuestText();
    }

    private void received(Optional<ClipboardText> text) {
        reader = Optional.empty();
        if (text.isEmpty()) {
            offersNothing(true);
            return;
        }
        complaint = "";
        hostOther = false;
        // A compositor says again what the selection is whenever a window gets the keyboard. If it
        // is what it was, somebody else may have copied since, who is not to be overtaken by it.
        if (!text.equals(hostText)) {
            guestWaits = false;
            hostText = text;
            shared.copy(text.get());
        }
        offerGuestText();
    }

    // The guest copies.

    /// The guest has copied something.
    void guestCopied() {
        guestWaits = true;
        offerGuestText();
    }

    /// The guest offers nothing any more.
    void guestReleased() {
        guestWaits = false;
        endSource();
    }

    /// The keyboard came to a window, or left it.
    void focusChanged() {
        offerGuestText();
    }

    private void offerGuestText() {
        OptionalInt serial = seat.focusSerial();
        if (guestWaits && serial.isPresent() && reader.isEmpty()) {
            guestWaits = false;
            hostText = Optional.empty();
            hostOther = false;
            Optional<Runnable> before = source;
            source = Optional.of(device.select(serial.getAsInt(), this));
            before.ifPresent(Runnable::run);
        }
    }

    private void endSource() {
        source.ifPresent(Runnable::run);
        source = Optional.empty();
    }

    @Override
    public void wanted(String type, Fd fd) {
        if (!TextTypes.isText(type) || writers.size() >= MAX_WRITERS) {
            fd.discard();
            return;
        }
        PipeEnd.of(fd).ifPresent(this::write);
    }

    private void write(PipeEnd pipe) {
        TextWriter writer = new TextWriter(loop, pipe, piece, writers::remove);
        writers.add(writer);
        shared.fetch(text -> text.ifPresentOrElse(got -> writer.write(got.utf8()), writer::close));
    }

    @Override
    public void cancelled() {
        endSource();
    }

    /// @return whether the seat is gone
    boolean closeIfGone() {
        if (seat.isClosed()) {
            endSource();
            close();
        }
        return seat.isClosed();
    }

    /// Ends what is on its way.
    @Override
    public void close() {
        reader.ifPresent(TextReader::close);
        List.copyOf(writers).forEach(TextWriter::close);
    }
}
