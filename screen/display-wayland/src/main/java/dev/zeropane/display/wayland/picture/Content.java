// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.display.wayland.geometry.Layout;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.display.wayland.globals.BoundGlobals;
import dev.zeropane.display.wayland.picture.PictureState.Copied;
import dev.zeropane.display.wayland.picture.PictureState.GuestMemory;
import dev.zeropane.display.wayland.picture.PictureState.Hidden;
import dev.zeropane.display.wayland.picture.PictureState.Shown;
import dev.zeropane.wayland.Done;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlSurface;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The guest's picture in its window, on a subsurface: shows the latest frame each time the
/// compositor asks for another picture, and nothing in between. The compositor does not ask for
/// pictures of a hidden window, so that costs nothing. [PictureState] is what the window shows.
///
/// A frame is shown in the first of three ways that the compositor supports: its dma-buf is
/// imported, or the guest's memory is a `wl_shm_pool`, or its pixels are copied.
public final class Content implements AutoCloseable {
    private final PictureContext context;
    private final WaylandSurface screen;
    private final Consumer<Size> prepare;
    private final PictureSurface surface;
    private final ImportedBuffers imports;
    private final GuestPoolBuffers pools;
    private final Copies copies;
    private final PixelSource source = new PixelSource();
    private final Done frameDone = new Done(this::frameDone);
    private Layout layout = new Layout(0, 0, 1, 1, 1, 1);
    private PictureState state = Hidden.BLANK;

    /// Whether a frame callback is due: the compositor has not yet asked for another picture. It
    /// does not ask while nothing is shown, so a callback may stay due across several pictures.
    /// Requesting one for each picture would leak callbacks.
    private boolean callbackDue;

    /// Whether it was logged that there is no memory for copies.
    private boolean noMemoryLogged;

    /// @param prepare called with the size of each picture before it is committed, to place it
    public Content(
            PictureContext context,
            Proxy<WlSurface.Request> window,
            WaylandSurface screen,
            Consumer<Size> prepare) {
        this.context = context;
        this.screen = screen;
        this.prepare = prepare;
        BoundGlobals bound = context.bound();
        surface = new PictureSurface(bound, window);
        imports = new ImportedBuffers(bound.dmaBuf(), bound.viewporter().isPresent(), this::update);
        pools = new GuestPoolBuffers(bound.shm(), bound.shmFormats(), context.compositor());
        copies = new Copies(context, this::update);
    }

    /// Places the picture in the window. Takes effect with the window's next commit, and with the
    /// next picture or [#refit].
    ///
    /// @param x of the content area in the window
    /// @param y of the content area
    public void place(int x, int y, Layout layout) {
        this.layout = layout;
        surface.place(x + layout.x(), y + layout.y());
    }

    /// Fits the picture that is shown to its new place.
    public void refit() {
        if (state instanceof Shown shown) {
            surface.scale(shown.part(), layout);
            surface.commit();
        }
    }

    /// Destroys the buffers of memory that the guest took back. If such a buffer is shown, it is
    /// destroyed when the next [#update] has replaced the picture.
    ///
    /// @param revoked whether the guest took a memory back
    public void forget(Predicate<FrameMemory> revoked) {
        source.forget(revoked);
        if (state instanceof GuestMemory shown) {
            if (revoked.test(shown.memory())) {
                state = shown.revoked();
            }
            destroyBuffers(revoked.and(memory -> !memory.equals(shown.memory())));
        } else {
            destroyBuffers(revoked);
        }
    }

    private void destroyBuffers(Predicate<FrameMemory> revoked) {
        imports.forget(revoked);
        pools.forget(revoked);
    }

    /// Shows the latest frame if it may be shown now. Called after every change that may allow
    /// that, but not before the compositor has configured the window.
    public void update() {
        Optional<Frame> frame = screen.frame();
        switch (state) {
            case Hidden.BLANK ->
                    frame.filter(_ -> screen.latest().isDamaged()).ifPresent(this::show);
            case Shown shown -> {
                if (frame.isEmpty()) {
                    clear();
                } else if (screen.latest().isDamaged() && (!callbackDue || shown.isRevoked())) {
                    show(frame.get());
                }
            }
            case Hidden.CLEARING, Hidden.CLOSED -> {}
        }
    }

    private void show(Frame frame) {
        Optional<ImportedBuffers.Imported> imported =
                imports.of(frame, context.compositor().dmaBufs());
        if (imported.isEmpty()) {
            shareOrCopy(frame);
            return;
        }
        ImportedBuffer buffer = imported.get().buffer();
        switch (buffer.state()) {
            case PENDING -> {}
            case READY -> showGuestMemory(frame, buffer.buffer(), imported.get().layout());
            case FAILED -> {
                context.compositor().stopDmaBufs(frame);
                shareOrCopy(frame);
            }
        }
    }

    private void shareOrCopy(Frame frame) {
        pools.of(frame)
                .ifPresentOrElse(
                        buffer -> showGuestMemory(frame, buffer, ImportLayout.WHOLE),
                        () -> copy(frame));
    }

    /// @param part where the frame begins in the buffer
    private void showGuestMemory(Frame frame, Proxy<WlBuffer.Request> buffer, ImportLayout part) {
        copies.retire();
        source.close();
        screen.latest()
                .take(frame)
                .ifPresent(damage -> {
                    commit(frame, buffer, damage, new GuestMemory(frame.memory(), part, false));
                    screen.latest().countShown();
                });
    }

    private void copy(Frame frame) {
        CopyBuffers to = copies.of(frame);
        to.findFree().ifPresentOrElse(buffer -> copy(frame, to, buffer), () -> cannotCopy(to));
    }

    private void cannotCopy(CopyBuffers to) {
        if (state instanceof Shown shown && (shown.isRevoked() || to.isEmpty())) {
            // Clearing the window may free memory for the next copy.
            clear();
        } else if (to.isEmpty() && !noMemoryLogged) {
            noMemoryLogged = true;
            context.events()
                    .log(
                            "no memory to copy a picture of %s to: screen %d stays black"
                                    .formatted(to.size(), screen.scanout()));
        }
    }

    private void copy(Frame frame, CopyBuffers to, CopyBuffer buffer) {
        noMemoryLogged = false;
        Optional<Rect> damage = screen.latest().take(frame);
        if (damage.isEmpty()) {
            return;
        }
        to.damage(damage.get());
        if (!source.read(frame, pixels -> buffer.copy(frame, pixels))) {
            screen.latest().giveBack(frame, damage.get());
            if (state instanceof Shown shown && shown.isRevoked()) {
                clear();
            }
            return;
        }
        Rect copied = buffer.stale();
        buffer.markCurrent();
        buffer.markBusy();
        commit(frame, buffer.buffer(), damage.get(), new Copied());
        screen.latest().countShown();
        screen.latest().countCopied(frame.bytes(copied.width()) * copied.height());
    }

    private void commit(Frame frame, Proxy<WlBuffer.Request> buffer, Rect damage, Shown next) {
        prepare.accept(Size.of(frame));
        surface.attach(buffer);
        surface.damage(next.part(), damage);
        surface.scale(next.part(), layout);
        if (!callbackDue) {
            surface.frame(frameDone);
            callbackDue = true;
        }
        surface.commit();
        copies.closeRetired();
        replaceShown(next);
    }

    private void replaceShown(PictureState next) {
        PictureState replaced = state;
        state = next;
        if (replaced instanceof GuestMemory shown && shown.isRevoked()) {
            destroyBuffers(shown.memory()::equals);
        }
    }

    private void frameDone() {
        callbackDue = false;
        if (state != Hidden.CLOSED) {
            context.events().shown();
            update();
        }
    }

    private void clear() {
        surface.clear();
        replaceShown(Hidden.CLEARING);
        copies.close();
        source.close();
        context.connection().sync(this::cleared);
    }

    private void cleared() {
        if (state == Hidden.CLEARING) {
            state = Hidden.BLANK;
            update();
        }
    }

    @Override
    public void close() {
        state = Hidden.CLOSED;
        surface.close();
        imports.close();
        pools.close();
        copies.close();
        source.close();
    }
}
