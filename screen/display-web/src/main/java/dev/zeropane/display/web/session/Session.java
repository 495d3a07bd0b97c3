// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.Mode;
import dev.zeropane.display.Place;
import dev.zeropane.display.web.access.Household;
import dev.zeropane.display.web.access.Lock;
import dev.zeropane.display.web.clipboard.GuestClipboard;
import dev.zeropane.display.web.clipboard.ViewerClipboard;
import dev.zeropane.display.web.input.GuestInput;
import dev.zeropane.display.web.wire.BytePipe;
import dev.zeropane.display.web.wire.ClientMessage;
import dev.zeropane.display.web.wire.ClientReader;
import dev.zeropane.display.web.wire.Output;
import dev.zeropane.linux.thread.ThreadEnd;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Optional;

/// One client, from its first byte to its last: reads what it says, while a thread of its own sends
/// it the picture. Whatever it does wrong ends its connection and nothing else.
public final class Session {
    /// What a session needs of its display.
    ///
    /// @param input does to the guest what the client does
    /// @param clipboard that the guest shares, if it does
    /// @param wishes takes the sizes that it wishes
    /// @param visits asked whether it may look
    /// @param lock for which it has to know a password, if there is one
    public record Surroundings(
            SharedScreen screen,
            GuestInput input,
            GuestClipboard clipboard,
            Wishes wishes,
            Visits visits,
            Optional<Lock> lock) {}

    private final Surroundings at;
    private final TimedPipe pipe;
    private Optional<ClientMessage.Fence> heldFence = Optional.empty();
    private int buttons;
    private boolean toldOfText;

    public Session(Surroundings at, BytePipe pipe) {
        this.at = at;
        this.pipe = new TimedPipe(pipe, at.screen().counts()::sent);
    }

    /// Until the client is gone.
    ///
    /// @throws IOException if it went in the middle of something; a [ProtocolException] says what
    ///   it did wrong
    public void run() throws IOException {
        try (pipe) {
            Handshake handshake = new Handshake(new Talk(pipe), at.lock());
            if (handshake.agree(at.visits().refusal()) && at.visits().admit(this)) {
                look(handshake);
            }
        }
    }

    private void look(Handshake handshake) throws IOException {
        Talk talk = handshake.talk();
        Viewer viewer = at.screen().join(at.clipboard());
        Thread sender =
                Thread.ofPlatform()
                        .daemon()
                        .name("zeropane-vnc-sender")
                        .unstarted(() -> send(viewer, talk.out()));
        try {
            handshake.begin(viewer.width(), viewer.height(), at.screen().name());
            sender.start();
            at.clipboard().join(viewer);
            ClientReader in = talk.in();
            if (at.clipboard().isShared()) {
                in.takeTexts(viewer::provided);
            }
            for (Optional<ClientMessage> next = in.next(); next.isPresent(); next = in.next()) {
                handle(next.get(), viewer);
            }
        } finally {
            at.input().left(this);
            at.clipboard().leave(viewer);
            at.screen().leave(viewer);
            pipe.close();
            ThreadEnd.await(sender);
        }
    }

    private void send(Viewer viewer, Output out) {
        try {
            new Sender(viewer, at.screen().counts(), out).run();
        } catch (IOException | InterruptedException e) {
            // It is gone; the reader notices, too.
        } catch (RuntimeException | Error e) {
            at.visits().failed(e);
        } finally {
            pipe.close();
        }
    }

    /// A fence that belongs to the message after it is answered together with that.
    private void handle(ClientMessage message, Viewer viewer) throws ProtocolException {
        if (heldFence.isEmpty()) {
            act(message, viewer);
            return;
        }
        synchronized (viewer) {
            viewer.fence(heldFence.get());
            heldFence = Optional.empty();
            act(message, viewer);
        }
    }

    private void act(ClientMessage message, Viewer viewer) throws ProtocolException {
        switch (message) {
            case ClientMessage.SetPixelFormat(var layout) -> viewer.layout(layout);
            case ClientMessage.SetEncodings(var encodings) -> viewer.abilities(encodings);
            case ClientMessage.UpdateRequest request -> viewer.request(request);
            case ClientMessage.ContinuousUpdates wanted -> viewer.continuous(wanted);
            case ClientMessage.Fence fence when fence.waitsForNext() ->
                    heldFence = Optional.of(fence);
            case ClientMessage.Fence fence -> viewer.fence(fence);
            case ClientMessage.SetDesktopSize(int width, int height) ->
                    viewer.sizeWish(wish(width, height));
            case ClientMessage.Key(boolean pressed, int keysym) ->
                    at.input().key(this, keysym, pressed);
            case ClientMessage.QemuKey(boolean pressed, int keysym, int code) ->
                    at.input().key(this, code, keysym, pressed);
            case ClientMessage.Pointer(int now, int x, int y) -> {
                at.input().pointer(this, place(viewer, x, y), buttons, now);
                buttons = now;
            }
            case ClientMessage.CutText _ -> {}
            case ClientMessage.CopiedText(var text) -> viewer.clipboard(it -> it.copied(text));
            case ClientMessage.TextLeftOut(String why) -> textLeftOut(why);
            case ClientMessage.ClipboardCaps caps -> viewer.clipboard(it -> it.caps(caps));
            case ClientMessage.ClipboardRequest(boolean text) when text ->
                    viewer.clipboard(ViewerClipboard::request);
            case ClientMessage.ClipboardRequest _ -> {}
            case ClientMessage.ClipboardPeek _ -> viewer.peek();
            case ClientMessage.ClipboardNotify(boolean text) ->
                    viewer.clipboard(it -> it.notified(text));
        }
    }

    /// Said once, however often a client tries.
    private void textLeftOut(String why) {
        if (!toldOfText) {
            toldOfText = true;
            at.visits().log("a viewer at %s: %s".formatted(peer(), why));
        }
    }

    private Place place(Viewer viewer, int x, int y) {
        return Place.ofPixel(at.screen().scanout(), x, y, viewer.width(), viewer.height());
    }

    private int wish(int width, int height) {
        if (!at.wishes().areHeard()) {
            return ServerMessages.PROHIBITED;
        }
        if (width < 1
                || height < 1
                || width > Mode.MAX
                || height > Mode.MAX
                || !Mode.canBeShown(width, height)) {
            return ServerMessages.INVALID;
        }
        at.wishes().wish(new Mode(width, height));
        return ServerMessages.FORWARDED;
    }

    SharedScreen screen() {
        return at.screen();
    }

    /// Who it is, for messages.
    String peer() {
        return pipe.peer();
    }

    /// Whose address the client has; nobody's if it has none.
    Optional<Household> household() {
        return pipe.address().map(Household::of);
    }

    /// Whether the client has taken nothing for so long. Any thread.
    boolean hasStalled(Duration limit) {
        return pipe.hasWaited(limit);
    }

    /// Ends it. Any thread.
    public void close() {
        pipe.close();
    }
}
