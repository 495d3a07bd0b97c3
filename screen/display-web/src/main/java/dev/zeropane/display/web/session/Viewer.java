// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Rect;
import dev.zeropane.display.web.clipboard.GuestClipboard;
import dev.zeropane.display.web.clipboard.ViewerClipboard;
import dev.zeropane.display.web.wire.ClientMessage;
import dev.zeropane.display.web.wire.PixelLayout;
import dev.zeropane.display.web.wire.Rfb;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What one client should see, and what it has been sent of it. The device thread says what is
/// shown, the client's reader what it wants; its sender takes the difference when the client can
/// take it. So the latest frame wins, damage adds up, and nobody waits for anybody. Nothing is
/// queued but a few short answers.
final class Viewer implements GuestClipboard.Viewer {
    /// Answers that wait, at most. A client that asks for more is dropped, whether it does not read
    /// or asks faster than it can be answered.
    private static final int MAX_ANSWERS = 64;

    /// Updates that a client has not confirmed, where it is sent them without asking.
    private static final int MAX_UNCONFIRMED = 2;

    /// From the beginning of an update to that of the next: 60 a second, however fast the guest
    /// flips pages.
    private static final long INTERVAL_NANOS = Duration.ofMillis(16).toNanos();

    /// How long to wait for the first damage of a new frame. Guests set a frame and at once say
    /// that it is drawn: sent when it is set, it would be sent twice.
    private static final long FIRST_DAMAGE_NANOS = Duration.ofMillis(2).toNanos();

    /// Coordinates have 16 bits.
    private static final int MAX_SIDE = 0xffff;

    private final ScreenCounts counts;

    // Guarded by this.
    private PixelLayout layout = PixelLayout.NATIVE;
    private Abilities abilities = Abilities.NONE;

    /// The size of the picture as the client knows it.
    private int width;

    private int height;
    private Optional<Frame> frame = Optional.empty();

    private final Region damage = new Region();
    private final LossyAreas lossy = new LossyAreas();

    /// Whether what is damaged was an update that no later one has overtaken.
    private boolean waiting;

    private final Extras extras = new Extras();
    private final ViewerClipboard clipboard;
    private final List<Message> answers = new ArrayList<>();

    /// What the client has asked for and was not sent yet.
    private Rect requested = Rect.EMPTY;

    /// What it is sent without asking.
    private Rect continuous = Rect.EMPTY;

    private boolean knowsFences;
    private boolean knowsContinuous;
    private int unconfirmed;
    private long lastBegin = System.nanoTime() - INTERVAL_NANOS;
    private boolean drawn = true;
    private long firstDamageUntil;
    private boolean closed;

    /// @param width of the picture that the client is told of first, as `height`
    Viewer(ScreenCounts counts, GuestClipboard clipboard, int width, int height) {
        this.counts = counts;
        this.clipboard = new ViewerClipboard(clipboard, this);
        this.width = width;
        this.height = height;
    }

    // The device's side.

    synchronized void show(Frame next) {
        overtake();
        frame = Optional.of(next);
        damageAll();
        drawn = false;
        firstDamageUntil = System.nanoTime() + FIRST_DAMAGE_NANOS;
        notifyAll();
    }

    synchronized void damage(Rect rect) {
        Rect seen = frame.map(f -> rect.intersect(f.bounds())).orElse(Rect.EMPTY);
        if (!seen.isEmpty()) {
            if (drawn) {
                overtake();
            }
            drawn = true;
            waiting = true;
            damage.add(seen.intersect(bounds()));
            notifyAll();
        }
    }

    /// Black, from now on.
    synchronized void off() {
        if (frame.isPresent()) {
            overtake();
            frame = Optional.empty();
            drawn = true;
            damageAll();
            notifyAll();
        }
    }

    private void overtake() {
        if (waiting) {
            counts.dropped();
        }
        waiting = true;
    }

    synchronized void cursor(Cursor set) {
        extras.cursor(set);
        notifyAll();
    }

    synchronized void lights(Lights set) {
        extras.lights(set);
        notifyAll();
    }

    synchronized void name(String set) {
        extras.name(set);
        notifyAll();
    }

    private void damageAll() {
        lossy.clear();
        damage.clear();
        damage.add(bounds());
    }

    private Rect bounds() {
        return new Rect(0, 0, width, height);
    }

    synchronized int width() {
        return width;
    }

    synchronized int height() {
        return height;
    }

    // The reader's side.

    /// How the client wants its pixels, from the next update on.
    synchronized void layout(PixelLayout wanted) throws ProtocolException {
        layout = wanted;
        if (wanted.mapped()) {
            answer(ServerMessages.colourMap(wanted));
        }
    }

    synchronized void abilities(List<Integer> encodings) throws ProtocolException {
        Abilities before = abilities;
        abilities = Abilities.of(encodings);
        if (!knowsFences && abilities.has(Rfb.FENCE)) {
            knowsFences = true;
            unconfirmed++;
            answer(ServerMessages.fence(Rfb.FENCE_REQUEST, List.of()));
        }
        if (!knowsContinuous && abilities.has(Rfb.CONTINUOUS_UPDATES)) {
            knowsContinuous = true;
            answer(ServerMessages.endOfContinuousUpdates());
        }
        Optional<byte[]> caps = clipboard.extended(abilities.has(Rfb.EXTENDED_CLIPBOARD));
        if (caps.isPresent()) {
            answer(whole(caps.get()));
        }
        extras.abilities(before, abilities);
        notifyAll();
    }

    synchronized void request(ClientMessage.UpdateRequest request) {
        Rect area = within(request.x(), request.y(), request.width(), request.height());
        requested = requested.union(area);
        clipboard.begin();
        if (!request.incremental()) {
            damage.add(area);
            extras.size();
        }
        notifyAll();
    }

    synchronized void continuous(ClientMessage.ContinuousUpdates wanted) throws ProtocolException {
        if (wanted.enabled()) {
            continuous = within(wanted.x(), wanted.y(), wanted.width(), wanted.height());
        } else {
            continuous = Rect.EMPTY;
            answer(ServerMessages.endOfContinuousUpdates());
        }
        notifyAll();
    }

    private Rect within(int x, int y, int w, int h) {
        return new Rect(x, y, w, h).intersect(bounds());
    }

    /// A fence of the client's, to be sent back; or one of ours, which it sent back.
    synchronized void fence(ClientMessage.Fence fence) throws ProtocolException {
        if (!fence.isRequest()) {
            unconfirmed = Math.max(unconfirmed - 1, 0);
            notifyAll();
        } else {
            int known = Rfb.FENCE_BLOCK_BEFORE | Rfb.FENCE_BLOCK_AFTER | Rfb.FENCE_SYNC_NEXT;
            answer(ServerMessages.fence(fence.flags() & known, fence.payload()));
        }
    }

    /// What became of the client's wish for another size.
    synchronized void sizeWish(int status) {
        if (abilities.has(Rfb.EXTENDED_DESKTOP_SIZE)) {
            extras.sizeWish(status);
            notifyAll();
        }
    }

    @Override
    public synchronized void clipboard(Consumer<ViewerClipboard> change) {
        change.accept(clipboard);
        notifyAll();
    }

    /// The client asks whether the guest has copied something.
    synchronized void peek() throws ProtocolException {
        answer(whole(clipboard.peek()));
    }

    /// See [ViewerClipboard#provided].
    synchronized boolean provided() {
        return clipboard.provided();
    }

    private static Message whole(byte[] message) {
        return out -> out.bytes(message);
    }

    private void answer(Message answer) throws ProtocolException {
        if (answers.size() >= MAX_ANSWERS) {
            throw new ProtocolException("it asks for answers faster than it takes them");
        }
        answers.add(answer);
        notifyAll();
    }

    /// The client is gone.
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    // The sender's side.

    /// Waits until there is something to be sent.
    ///
    /// @return nothing once the client is gone
    synchronized Optional<Update> next() throws InterruptedException {
        while (!closed) {
            long now = System.nanoTime();
            clipboard.take(now).forEach(text -> answers.add(out -> out.bytes(text.get())));
            if (!answers.isEmpty()) {
                Update update = Update.of(answers);
                answers.clear();
                return Optional.of(update);
            }
            long delay = Math.min(delay(now), clipboard.delay(now));
            if (delay <= 0) {
                Update update = take();
                if (!update.isEmpty()) {
                    return Optional.of(update);
                }
            } else if (delay == Long.MAX_VALUE) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, delay);
            }
        }
        return Optional.empty();
    }

    /// How long the next update has to wait; for ever if nothing can be sent now.
    private long delay(long now) {
        Rect area = wanted();
        if (area.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (extras.isPending(abilities) || (isOfAnotherSize() && abilities.resizes())) {
            return 0;
        }
        if (!damage.intersects(area)) {
            return lossy.delay(area, now);
        }
        long next = lastBegin + INTERVAL_NANOS - now;
        return drawn ? next : Math.max(next, firstDamageUntil - now);
    }

    /// What the client can be sent of the picture now.
    private Rect wanted() {
        boolean confirmed = !abilities.has(Rfb.FENCE) || unconfirmed < MAX_UNCONFIRMED;
        return confirmed ? requested.union(continuous) : requested;
    }

    private boolean isOfAnotherSize() {
        return frame.filter(f -> f.width() != width || f.height() != height)
                .filter(f -> f.width() <= MAX_SIDE && f.height() <= MAX_SIDE)
                .isPresent();
    }

    private Update take() {
        if (isOfAnotherSize() && abilities.resizes()) {
            return resize();
        }
        List<Message> rectangles = extras.take(abilities, layout, width, height);
        List<Rect> pixels = damage.take(wanted());
        List<Rect> again = lossy.take(wanted(), pixels, System.nanoTime());
        boolean hasPixels = !pixels.isEmpty() || !again.isEmpty();
        if (hasPixels) {
            lastBegin = System.nanoTime();
        }
        if (damage.isEmpty()) {
            waiting = false;
        }
        drawn = true;
        requested = Rect.EMPTY;
        boolean fenced = hasPixels && !continuous.isEmpty() && abilities.has(Rfb.FENCE);
        if (fenced) {
            unconfirmed++;
        }
        return new Update(List.of(), rectangles, pixels, again, frame, layout, abilities, fenced);
    }

    /// Clients differ in what they make of pixels in the same update, so there are none.
    private Update resize() {
        width = frame.orElseThrow().width();
        height = frame.orElseThrow().height();
        damageAll();
        requested = Rect.EMPTY;
        Message message =
                abilities.has(Rfb.EXTENDED_DESKTOP_SIZE)
                        ? ServerMessages.extendedDesktopSize(
                                ServerMessages.BY_SERVER, ServerMessages.OK, width, height)
                        : ServerMessages.desktopSize(width, height);
        return new Update(
                List.of(), List.of(message), List.of(), List.of(), frame, layout, abilities, false);
    }

    /// A part of the picture is on its way to the client.
    ///
    /// @param exact whether it is as it should be
    synchronized void sent(Rect part, boolean exact) {
        lossy.sent(part, exact, System.nanoTime());
    }

    /// A frame's memory was gone before it was sent: it is not read again.
    @SuppressWarnings("ReferenceEquality") // This very frame, not one like it.
    synchronized void gone(Frame sent) {
        counts.dropped();
        if (frame.isPresent() && frame.get() == sent) {
            frame = Optional.empty();
            waiting = false;
            damageAll();
            notifyAll();
        }
    }
}
