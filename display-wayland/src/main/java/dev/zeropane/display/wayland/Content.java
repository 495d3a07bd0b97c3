package dev.zeropane.display.wayland;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.MemoryBudget;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlCallback;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlRegion;
import dev.zeropane.wayland.protocol.WlSubcompositor;
import dev.zeropane.wayland.protocol.WlSubsurface;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.WpViewport;
import dev.zeropane.wayland.protocol.WpViewporter;
import java.util.Optional;

/// The guest's picture in its window, a subsurface of it: shows the latest frame whenever the
/// compositor asks for another, and nothing before it does. One that is hidden is not asked for, so
/// a window nobody sees costs nothing.
final class Content implements AutoCloseable {
    /// Since version 4 damage is said in the buffer's pixels.
    private static final int WHOLE = Integer.MAX_VALUE;

    /// What the picture needs to know of its window, and tells it.
    interface Frames {
        /// Whether the compositor has configured the window: nothing may be shown before.
        boolean isConfigured();

        /// A picture of this size comes next; the answer says where it goes.
        Layout layout(Size guest);

        /// The first picture after a while was seen by somebody.
        void shown();

        /// The compositor does not take dma-bufs after all.
        void dmaBufRefused(String what);

        /// There is no memory to copy a picture of this size to.
        void noMemory(Size size);
    }

    private final Bound bound;
    private final WaylandSurface screen;
    private final Frames frames;
    private final Proxy<WlSurface.Request> surface;
    private final Proxy<WlSubsurface.Request> subsurface;
    private final Optional<Proxy<WpViewport.Request>> viewport;
    private final ImportedBuffers imports;
    private final PixelSource source = new PixelSource();
    private final Handler<WlCallback.Event> frameDone = (_, _) -> frameDone();
    private final MemoryBudget budget;
    private Optional<ShmBuffers> copies = Optional.empty();

    /// Those of an earlier size, which may be on the screen still.
    private Optional<ShmBuffers> retired = Optional.empty();

    private DmaBufFormats formats;
    private Layout layout = new Layout(0, 0, 1, 1, 1, 1);

    /// Where in the attached buffer the picture begins.
    private ImportLayout part = NOTHING;

    private static final ImportLayout NOTHING = new ImportLayout(0, 0, 0, 0, 0, 0, 0);

    /// The memory that is on the screen, of those that are imported.
    private Optional<FrameMemory> attached = Optional.empty();

    /// Whether it was said that there is no memory for copies.
    private boolean complained;

    private boolean visible;

    /// Whether the compositor has not yet asked for another picture.
    private boolean waiting;

    /// Whether what is on the screen is the guest's no more, and must be replaced without waiting.
    private boolean stale;

    /// @param formats what the compositor imports
    Content(
            Shared shared,
            Proxy<WlSurface.Request> window,
            WaylandSurface screen,
            DmaBufFormats formats,
            Frames frames) {
        this.bound = shared.bound();
        this.budget = shared.budget();
        this.screen = screen;
        this.formats = formats;
        this.frames = frames;
        surface =
                bound.compositor()
                        .create(
                                WlCompositor.Request.CREATE_SURFACE,
                                WlSurface.INTERFACE,
                                Handler.none());
        subsurface =
                bound.subcompositor()
                        .create(
                                WlSubcompositor.Request.GET_SUBSURFACE,
                                WlSubsurface.INTERFACE,
                                Handler.none(),
                                surface,
                                window);
        subsurface.request(WlSubsurface.Request.SET_DESYNC).send();
        viewport =
                bound.viewporter()
                        .map(viewporter ->
                                viewporter.create(
                                        WpViewporter.Request.GET_VIEWPORT,
                                        WpViewport.INTERFACE,
                                        Handler.none(),
                                        surface));
        imports = new ImportedBuffers(bound.dmaBuf(), viewport.isPresent(), this::update);
        leavePointerToWindow();
    }

    private void leavePointerToWindow() {
        Proxy<WlRegion.Request> nothing =
                bound.compositor()
                        .create(
                                WlCompositor.Request.CREATE_REGION,
                                WlRegion.INTERFACE,
                                Handler.none());
        surface.request(WlSurface.Request.SET_INPUT_REGION).object(nothing).send();
        nothing.request(WlRegion.Request.DESTROY).send();
    }

    /// Moves the picture in the window; takes effect with the window's next commit.
    ///
    /// @param x of the content area in the window
    /// @param y of the content area
    void place(int x, int y, Layout layout) {
        this.layout = layout;
        subsurface
                .request(WlSubsurface.Request.SET_POSITION)
                .integer(x + layout.x())
                .integer(y + layout.y())
                .send();
        if (visible) {
            scale();
            surface.request(WlSurface.Request.COMMIT).send();
        }
    }

    private void scale() {
        viewport.ifPresent(v -> {
            v.request(WpViewport.Request.SET_SOURCE)
                    .fixed(part.x())
                    .fixed(part.y())
                    .fixed(layout.sourceWidth())
                    .fixed(layout.sourceHeight())
                    .send();
            v.request(WpViewport.Request.SET_DESTINATION)
                    .integer(layout.width())
                    .integer(layout.height())
                    .send();
        });
    }

    /// Lets go of what was made of memory that is gone.
    void forget(FrameMemory memory) {
        if (attached.equals(Optional.of(memory))) {
            stale = true;
        }
        imports.forget(memory);
        source.forget(memory);
    }

    /// Shows what there is to show, if it may be shown now.
    void update() {
        if (!frames.isConfigured()) {
            return;
        }
        Optional<Frame> frame = screen.frame();
        if (frame.isEmpty()) {
            blank();
        } else if (screen.isDamaged() && (!waiting || stale)) {
            show(frame.get());
        }
    }

    private void show(Frame frame) {
        Optional<ImportedBuffers.Imported> imported = imports.of(frame, formats);
        if (imported.isEmpty()) {
            copy(frame);
            return;
        }
        ImportedBuffer buffer = imported.get().buffer();
        switch (buffer.state()) {
            case PENDING -> {}
            case READY -> {
                retireCopies();
                source.close();
                screen.takeDamage(frame)
                        .ifPresent(damage -> {
                            part = imported.get().layout();
                            attached = Optional.of(frame.memory());
                            commit(frame, buffer.buffer(), damage);
                            screen.countShown(0);
                        });
            }
            case FAILED -> {
                formats = DmaBufFormats.NONE;
                frames.dmaBufRefused(
                        "%dx%d, %s, stride %d, offset %d"
                                .formatted(
                                        frame.width(),
                                        frame.height(),
                                        DmaBufFormats.opaque(frame.format()),
                                        frame.stride(),
                                        frame.offset()));
                copy(frame);
            }
        }
    }

    private void copy(Frame frame) {
        Size size = new Size(frame.width(), frame.height());
        ShmBuffers to =
                copies.filter(current -> current.size().equals(size))
                        .orElseGet(() -> replaceCopies(size));
        Optional<ShmBuffer> free = to.free();
        if (to.isEmpty() && !complained) {
            frames.noMemory(size);
        }
        complained = to.isEmpty();
        Optional<Rect> damage = free.flatMap(_ -> screen.takeDamage(frame));
        if (damage.isEmpty()) {
            return;
        }
        to.damage(damage.get());
        ShmBuffer buffer = free.get();
        if (!source.read(frame, pixels -> buffer.copy(frame, pixels))) {
            screen.countDropped();
            return;
        }
        Rect copied = buffer.stale();
        buffer.isCurrent();
        buffer.attached();
        part = NOTHING;
        attached = Optional.empty();
        commit(frame, buffer.buffer(), damage.get());
        screen.countShown((long) PixelFormat.BYTES_PER_PIXEL * copied.width() * copied.height());
    }

    /// The old ones go when a new one is shown.
    private ShmBuffers replaceCopies(Size size) {
        ShmBuffers made = new ShmBuffers(bound.shm(), size, budget, this::update);
        retireCopies();
        copies = Optional.of(made);
        return made;
    }

    private void retireCopies() {
        retired.ifPresent(ShmBuffers::close);
        retired = copies;
        copies = Optional.empty();
    }

    private void releaseCopies() {
        retireCopies();
        retireCopies();
    }

    private void commit(Frame frame, Proxy<WlBuffer.Request> buffer, Rect damage) {
        layout = frames.layout(new Size(frame.width(), frame.height()));
        surface.request(WlSurface.Request.ATTACH).object(buffer).integer(0).integer(0).send();
        damage(damage);
        scale();
        if (!waiting) {
            surface.create(WlSurface.Request.FRAME, WlCallback.INTERFACE, frameDone);
        }
        surface.request(WlSurface.Request.COMMIT).send();
        retired.ifPresent(ShmBuffers::close);
        retired = Optional.empty();
        visible = true;
        waiting = true;
        stale = false;
    }

    private void damage(Rect damage) {
        if (surface.has(WlSurface.Request.DAMAGE_BUFFER)) {
            surface.request(WlSurface.Request.DAMAGE_BUFFER)
                    .integer(part.x() + damage.x())
                    .integer(part.y() + damage.y())
                    .integer(damage.width())
                    .integer(damage.height())
                    .send();
        } else {
            surface.request(WlSurface.Request.DAMAGE)
                    .integer(0)
                    .integer(0)
                    .integer(WHOLE)
                    .integer(WHOLE)
                    .send();
        }
    }

    private void frameDone() {
        waiting = false;
        frames.shown();
        update();
    }

    private void blank() {
        if (visible) {
            surface.request(WlSurface.Request.ATTACH).none().integer(0).integer(0).send();
            surface.request(WlSurface.Request.COMMIT).send();
            visible = false;
            attached = Optional.empty();
            stale = false;
            // Nothing is shown that another picture could be asked for after.
            waiting = false;
            releaseCopies();
            source.close();
        }
    }

    @Override
    public void close() {
        imports.close();
        releaseCopies();
        source.close();
        viewport.ifPresent(v -> v.request(WpViewport.Request.DESTROY).send());
        subsurface.request(WlSubsurface.Request.DESTROY).send();
        surface.request(WlSurface.Request.DESTROY).send();
    }
}
