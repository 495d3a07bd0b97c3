// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.Watcher.Change;
import dev.zeropane.control.Watcher.Forgotten;
import dev.zeropane.control.Watcher.Shape;
import dev.zeropane.control.Watcher.Spot;
import dev.zeropane.control.Watcher.Update;
import dev.zeropane.control.lend.FrameCopy;
import dev.zeropane.control.lend.LentBuffers;
import dev.zeropane.control.lend.SharedCopy;
import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LentFile;
import dev.zeropane.linux.LinuxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What a client that watches or views a screen is sent, one message after another. Belongs to the
/// control thread.
final class Watching implements AutoCloseable {
    /// The client.
    interface Client {
        void send(Map<String, Object> message, List<Fd> fds);

        /// Sends an error and disconnects.
        void refuse(String why);
    }

    /// A copy that the client has, and its number.
    private record Following(SharedCopy copy, long number) {}

    private final ControlServer server;
    private final int scanout;
    private final boolean view;
    private final Watcher watcher;
    private final Client client;
    private final LentBuffers buffers = new LentBuffers();
    private Optional<Following> following = Optional.empty();

    /// Whether the client is to be told of the guest's name.
    private boolean nameChanged;

    /// @param view whether it views: then it also gets what is beside the pictures
    Watching(ControlServer server, int scanout, boolean view, Watcher watcher, Client client) {
        this.server = server;
        this.scanout = scanout;
        this.view = view;
        this.watcher = watcher;
        this.client = client;
        this.nameChanged = view;
    }

    /// The guest's name has changed.
    void nameChanged() {
        nameChanged = view;
    }

    /// Sends the next message, if there is one. If there is none, the watcher wakes its owner when
    /// there is.
    ///
    /// @return whether it was sent, or the client was refused
    boolean sendNext() {
        if (nameChanged) {
            nameChanged = false;
            client.send(server.describeGuest(), List.of());
            return true;
        }
        while (true) {
            Optional<Change> change = watcher.take();
            if (change.isEmpty()) {
                return false;
            }
            if (send(change.get())) {
                return true;
            }
        }
    }

    /// @return false if there was nothing to be sent
    private boolean send(Change change) {
        try {
            return switch (change) {
                case Update update -> picture(update);
                case Shape(Cursor cursor) -> cursor(cursor);
                case Spot spot -> {
                    client.send(PointerMessage.of(scanout, spot), List.of());
                    yield true;
                }
                case Forgotten forgotten -> {
                    buffers.forget(forgotten.which());
                    yield forget();
                }
            };
        } catch (LinuxException.Disconnected e) {
            throw e;
        } catch (LinuxException e) {
            // There is no descriptor or memory for a copy.
            client.refuse(e.getMessage());
            return true;
        }
    }

    private boolean forget() {
        List<Long> gone = buffers.takeForgotten();
        if (!gone.isEmpty()) {
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("type", "forget");
            message.put("scanout", scanout);
            message.put("forget", gone);
            client.send(message, List.of());
        }
        return !gone.isEmpty();
    }

    private boolean cursor(Cursor cursor) {
        if (!(cursor instanceof CursorPicture picture)) {
            client.send(PointerMessage.of(scanout, cursor), List.of());
            return true;
        }
        Frame frame = PointerMessage.frame(picture);
        Optional<FrameCopy> copy = copy(frame);
        copy.ifPresent(c -> lend(c, PointerMessage.of(scanout, picture, c)));
        return true;
    }

    private boolean picture(Update update) {
        buffers.forget(update.forgotten());
        if (update.frame().isEmpty()) {
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("type", "off");
            message.put("scanout", scanout);
            message.put("sequence", update.number());
            finish(message, List.of());
            return true;
        }
        Frame frame = update.frame().get();
        Optional<DmaBuf> shared =
                watcher.takesDmaBuf(frame.format(), frame.stride(), frame.offset())
                        ? frame.memory().dmaBuf()
                        : Optional.empty();
        if (shared.isPresent()) {
            try (DmaBuf buffer = shared.get()) {
                share(update, frame, buffer);
            }
            return true;
        }
        return view ? follow(update, frame) : lendCopy(update, frame);
    }

    /// Sends a message about a screen, and with it what the client should forget.
    private void finish(Map<String, Object> message, List<Fd> fds) {
        List<Long> gone = buffers.takeForgotten();
        if (!gone.isEmpty()) {
            message.put("forget", gone);
        }
        client.send(message, fds);
    }

    private void share(Update update, Frame frame, DmaBuf buffer) {
        Map<String, Object> message = FrameMessage.of(scanout, update, frame, buffer);
        List<Fd> fds = List.of(buffer.fd());
        if (view) {
            endFollowing();
            OptionalLong known = buffers.find(frame.memory());
            message.put("buffer", known.orElseGet(() -> buffers.add(frame.memory())));
            fds = known.isPresent() ? List.of() : fds;
        }
        finish(message, fds);
        watcher.countSent(update, 0);
    }

    /// Brings the client's copy up to date, or makes one.
    private boolean follow(Update update, Frame frame) {
        boolean fits = following.filter(f -> f.copy.fits(frame)).isPresent();
        if (!fits) {
            endFollowing();
            if (!hasRoomFor(frame)) {
                return true;
            }
            SharedCopy made = SharedCopy.like(frame);
            server.loans().charge(made.size());
            following = Optional.of(new Following(made, buffers.newNumber()));
        }
        Following current = following.orElseThrow();
        Rect part = fits ? update.damage() : frame.bounds();
        boolean copied = false;
        try {
            copied = current.copy.update(frame, part);
        } finally {
            if (!copied && !fits) {
                // The client has never heard of it.
                retire(current.copy);
            }
        }
        if (!copied) {
            watcher.drop(update);
            return false;
        }
        Map<String, Object> message =
                FrameMessage.of(scanout, update.withDamage(part), frame, current.copy);
        message.put("buffer", current.number);
        finish(message, fits ? List.of() : List.of(current.copy.memory().fd()));
        watcher.countSent(update, frame.bytes(part.width()) * part.height());
        return true;
    }

    private void endFollowing() {
        following.ifPresent(ended -> {
            buffers.forget(ended.number);
            retire(ended.copy);
        });
    }

    private void retire(SharedCopy copy) {
        following = Optional.empty();
        copy.close();
        server.lend(copy.memory(), copy.size());
    }

    private boolean lendCopy(Update update, Frame frame) {
        if (!hasRoomFor(frame)) {
            return true;
        }
        Optional<FrameCopy> copy = FrameCopy.of(frame);
        if (copy.isEmpty()) {
            watcher.drop(update);
            return false;
        }
        lend(copy.get(), FrameMessage.of(scanout, update, frame, copy.get()));
        watcher.countSent(update, copy.get().size());
        return true;
    }

    private Optional<FrameCopy> copy(Frame frame) {
        return hasRoomFor(frame) ? FrameCopy.of(frame) : Optional.empty();
    }

    private void lend(FrameCopy copy, Map<String, Object> message) {
        LentFile memory = copy.memory();
        server.loans().charge(copy.size());
        try {
            client.send(message, List.of(memory.fd()));
        } finally {
            server.lend(memory, copy.size());
        }
    }

    /// Refuses the client if there is none.
    private boolean hasRoomFor(Frame frame) {
        boolean room = server.loans().hasRoomFor(FrameCopy.sizeOf(frame));
        if (!room) {
            client.refuse(
                    "no memory for a picture of %dx%d: clients keep %s"
                            .formatted(frame.width(), frame.height(), server.loans()));
        }
        return room;
    }

    /// Leaves the screen.
    @Override
    public void close() {
        watcher.close();
        server.device().detach(watcher);
        endFollowing();
    }
}
