// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.MemoryBudget;
import dev.zeropane.display.Rect;
import dev.zeropane.display.wayland.geometry.Layout;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.display.wayland.globals.Bound;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.wayland.Connection;
import dev.zeropane.wayland.Done;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlSurface;
import java.util.Optional;
import java.util.function.Predicate;

/// The guest's picture in its window, a subsurface of it: shows the latest frame whenever the
/// compositor asks for another, and nothing before it does. One that is hidden is not asked for, so
/// a window nobody sees costs nothing.
public final class Content implements AutoCloseable {
    /// What the picture needs to know of its window, and tells it.
    public interface Frames {
        /// Whether the compositor has configured the window: nothing may be shown before.
        boolean isConfigured();

        /// A picture of this size comes next: it is placed anew if it goes elsewhere.
        void next(Size guest);
    }

    private final Bound bound;
    private final Connection connection;
    private final WaylandSurface screen;
    private final Frames frames;
    private final Compositor compositor;
    private final PictureEvents events;
    private final PictureSurface surface;
    private final ImportedBuffers imports;
    private final SharedBuffers shared;
    private final PixelSource source = new PixelSource();
    private final Done frameDone = new Done(this::frameDone);
    private final MemoryBudget budget;
    private Optional<ShmBuffers> copies = Optional.empty();

    /// Those of an earlier size, which may be on the screen still.
    private Optional<ShmBuffers> retired = Optional.empty();

    private Layout layout = new Layout(0, 0, 1, 1, 1, 1);

    /// Where in the attached buffer the picture begins.
    private ImportLayout part = NOTHING;

    private static final ImportLayout NOTHING = new ImportLayout(0, 0, 0, 0, 0, 0, 0);

    /// The memory that is on the screen, if it is the guest's own.
    private Optional<FrameMemory> attached = Optional.empty();

    /// Whether it was said that there is no memory for copies.
    private boolean complained;

    private boolean visible;

    /// Whether the compositor has not yet asked for another picture.
    private boolean waiting;

    /// Whether the compositor has not yet taken the last picture away: nothing is shown that
    /// another could be asked for after.
    private boolean blanking;

    /// Whether a frame callback is due. It is not answered while nothing is shown, and is then that
    /// of the next picture: asked for each time, they would pile up.
    private boolean calledBack;

    /// Whether what is on the screen is the guest's no more, and must be replaced without waiting.
    private boolean stale;

    private boolean closed;

    public Content(
            PictureContext context,
            Proxy<WlSurface.Request> window,
            WaylandSurface screen,
            Frames frames) {
        this.bound = context.bound();
        this.connection = context.connection();
        this.budget = context.budget();
        this.screen = screen;
        this.compositor = context.compositor();
        this.events = context.events();
        this.frames = frames;
        surface = new PictureSurface(bound, window);
        imports = new ImportedBuffers(bound.dmaBuf(), bound.viewporter().isPresent(), this::update);
        this.shared = new SharedBuffers(bound.shm(), bound.shmFormats(), compositor);
    }

    /// Moves the picture in the window: takes effect with the window's next commit, and with the
    /// next picture or [#refit].
    ///
    /// @param x of the content area in the window
    /// @param y of the content area
    public void place(int x, int y, Layout layout) {
        this.layout = layout;
        surface.place(x + layout.x(), y + layout.y());
    }

    /// Fits the picture that is shown to where it was placed.
    public void refit() {
        if (visible) {
            surface.scale(part, layout);
            surface.commit();
        }
    }

    /// Lets go of what was made of memory that is gone; of what is on the screen, when it is
    /// replaced, which the next [#update] sees to.
    ///
    /// @param gone which memory that is
    public void forget(Predicate<FrameMemory> gone) {
        source.forget(gone);
        stale |= attached.filter(gone).isPresent();
        letGo(gone.and(memory -> !attached.equals(Optional.of(memory))));
    }

    private void letGo(Predicate<FrameMemory> gone) {
        imports.forget(gone);
        shared.forget(gone);
    }

    /// Shows what there is to show, if it may be shown now.
    public void update() {
        if (closed || !frames.isConfigured()) {
            return;
        }
        Optional<Frame> frame = screen.frame();
        if (frame.isEmpty()) {
            blank();
        } else if (screen.isDamaged() && !blanking && (!waiting || stale)) {
            show(frame.get());
        }
    }

    private void show(Frame frame) {
        Optional<ImportedBuffers.Imported> imported = imports.of(frame, compositor.dmaBufs());
        if (imported.isEmpty()) {
            shareOrCopy(frame);
            return;
        }
        ImportedBuffer buffer = imported.get().buffer();
        switch (buffer.state()) {
            case PENDING -> {}
            case READY -> attach(frame, buffer.buffer(), imported.get().layout());
            case FAILED -> {
                compositor.stopDmaBufs(frame);
                shareOrCopy(frame);
            }
        }
    }

    private void shareOrCopy(Frame frame) {
        shared.of(frame)
                .ifPresentOrElse(buffer -> attach(frame, buffer, NOTHING), () -> copy(frame));
    }

    /// Shows the guest's own memory.
    ///
    /// @param from where in the buffer the frame begins
    private void attach(Frame frame, Proxy<WlBuffer.Request> buffer, ImportLayout from) {
        retireCopies();
        source.close();
        screen.takeDamage(frame)
                .ifPresent(damage -> {
                    part = from;
                    commit(frame, buffer, damage);
                    isAttached(Optional.of(frame.memory()));
                    screen.countShown(0);
                });
    }

    private void copy(Frame frame) {
        Size size = Size.of(frame);
        PixelFormat format = bound.shmFormats().ofCopy(frame.format());
        ShmBuffers to =
                copies.filter(now -> now.size().equals(size) && now.format() == format)
                        .orElseGet(() -> replaceCopies(size, format));
        to.free().ifPresentOrElse(buffer -> copy(frame, to, buffer), () -> cannotCopy(to));
    }

    private void cannotCopy(ShmBuffers to) {
        if (visible && (stale || to.isEmpty())) {
            // Perhaps there is memory when what is shown has let go of its own.
            blank();
        } else if (to.isEmpty() && !complained) {
            complained = true;
            events.log(
                    "no memory to copy a picture of %s to: screen %d stays black"
                            .formatted(to.size(), screen.scanout()));
        }
    }

    private void copy(Frame frame, ShmBuffers to, ShmBuffer buffer) {
        complained = false;
        Optional<Rect> damage = screen.takeDamage(frame);
        if (damage.isEmpty()) {
            return;
        }
        to.damage(damage.get());
        if (!source.read(frame, pixels -> buffer.copy(frame, pixels))) {
            screen.giveBack(frame, damage.get());
            if (stale) {
                blank();
            }
            return;
        }
        Rect copied = buffer.stale();
        buffer.isCurrent();
        buffer.attached();
        part = NOTHING;
        commit(frame, buffer.buffer(), damage.get());
        isAttached(Optional.empty());
        screen.countShown(frame.bytes(copied.width()) * copied.height());
    }

    private ShmBuffers replaceCopies(Size size, PixelFormat format) {
        ShmBuffers made = new ShmBuffers(bound.shm(), size, format, budget, this::update);
        retireCopies();
        copies = Optional.of(made);
        return made;
    }

    /// Those that may be shown go when another picture is.
    private void retireCopies() {
        if (retired.isEmpty()) {
            retired = copies;
        } else {
            copies.ifPresent(ShmBuffers::close);
        }
        copies = Optional.empty();
    }

    private void releaseRetired() {
        retired.ifPresent(ShmBuffers::close);
        retired = Optional.empty();
    }

    private void releaseCopies() {
        releaseRetired();
        copies.ifPresent(ShmBuffers::close);
        copies = Optional.empty();
    }

    private void commit(Frame frame, Proxy<WlBuffer.Request> buffer, Rect damage) {
        frames.next(Size.of(frame));
        surface.attach(buffer);
        surface.damage(part, damage);
        surface.scale(part, layout);
        if (!calledBack) {
            surface.frame(frameDone);
        }
        surface.commit();
        releaseRetired();
        visible = true;
        waiting = true;
        calledBack = true;
    }

    /// This memory is on the screen now, or none of the guest's own.
    private void isAttached(Optional<FrameMemory> memory) {
        if (stale) {
            attached.ifPresent(replaced -> letGo(replaced::equals));
        }
        stale = false;
        attached = memory;
    }

    private void frameDone() {
        calledBack = false;
        if (!closed) {
            waiting = false;
            events.shown();
            update();
        }
    }

    private void blank() {
        if (visible) {
            surface.clear();
            visible = false;
            isAttached(Optional.empty());
            releaseCopies();
            source.close();
            // The next may come when the compositor has got here: however fast a guest turns its
            // screen on and off.
            waiting = false;
            blanking = true;
            connection.sync(this::blanked);
        }
    }

    private void blanked() {
        blanking = false;
        update();
    }

    @Override
    public void close() {
        closed = true;
        surface.close();
        imports.close();
        shared.close();
        releaseCopies();
        source.close();
    }
}
