// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.wayland.geometry.Hit;
import dev.zeropane.wayland.Connection;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.extension.WpCursorShapeManagerV1;
import dev.zeropane.wayland.protocol.extension.WpViewporter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The cursors of the pointers over one window: the guest's cursor over the content, ordinary
/// cursors over the frame. The content also has an ordinary cursor until the guest sets one, and
/// again after each reset. Belongs to the connection's thread.
///
/// Only one change is on its way to the compositor at a time, and the latest cursor comes next:
/// otherwise a guest that sets cursors very fast could overflow the connection.
public final class PointerCursor implements AutoCloseable {
    /// A pointer over the window.
    private static final class Hover {
        private final int serial;
        private final Optional<PointerShape> shape;
        private Hit hit;

        Hover(int serial, Optional<PointerShape> shape, Hit hit) {
            this.serial = serial;
            this.shape = shape;
            this.hit = hit;
        }
    }

    private final Connection connection;
    private final Optional<Proxy<WpCursorShapeManagerV1.Request>> shapes;
    private final CursorSurface guestSurface;
    private final CursorSurface arrow;
    private final Map<Proxy<WlPointer.Request>, Hover> pointers = new LinkedHashMap<>();
    private Cursor guest = Cursor.NOT_SET;
    private double scale = 1;
    private boolean drawn;
    private boolean arrowDrawn;
    private boolean changed;
    private boolean changing;

    /// @param viewporter without one, the compositor decides the size of the guest's cursor
    /// @param shapes without a manager, [ArrowCursor] is shown
    public PointerCursor(
            Connection connection,
            Proxy<WlCompositor.Request> compositor,
            Proxy<WlShm.Request> shm,
            Optional<Proxy<WpViewporter.Request>> viewporter,
            Optional<Proxy<WpCursorShapeManagerV1.Request>> shapes) {
        this.connection = connection;
        this.shapes = shapes;
        this.guestSurface = new CursorSurface(compositor, shm, viewporter);
        this.arrow = new CursorSurface(compositor, shm, Optional.empty());
    }

    /// A pointer entered the window.
    ///
    /// @param serial of the enter event
    void entered(Proxy<WlPointer.Request> pointer, int serial, Hit hit) {
        left(pointer);
        Hover hover =
                new Hover(serial, shapes.map(manager -> new PointerShape(manager, pointer)), hit);
        pointers.put(pointer, hover);
        show(pointer, hover);
    }

    /// A pointer over the window moved to this part of it.
    void moved(Proxy<WlPointer.Request> pointer, Hit hit) {
        Hover hover = pointers.get(pointer);
        if (hover != null && hover.hit != hit) {
            hover.hit = hit;
            show(pointer, hover);
        }
    }

    /// A pointer left the window, or is about to be destroyed.
    void left(Proxy<WlPointer.Request> pointer) {
        Optional.ofNullable(pointers.remove(pointer))
                .flatMap(hover -> hover.shape)
                .ifPresent(PointerShape::close);
    }

    /// Sets the guest's cursor.
    void setGuestCursor(Cursor cursor) {
        if (!guest.equals(cursor)) {
            guest = cursor;
            change();
        }
    }

    /// @param pixels pixels of the screen in a logical pixel
    void setScale(double pixels) {
        if (scale != pixels) {
            scale = pixels;
            change();
        }
    }

    private void change() {
        drawn = false;
        changed = true;
        if (!changing) {
            applyChange();
        }
    }

    private void applyChange() {
        changed = false;
        pointers.forEach((pointer, hover) -> {
            if (hover.hit == Hit.CONTENT) {
                show(pointer, hover);
                changing = true;
            }
        });
        if (changing) {
            connection.sync(this::changeHandled);
        }
    }

    private void changeHandled() {
        changing = false;
        if (changed) {
            applyChange();
        }
    }

    private void show(Proxy<WlPointer.Request> pointer, Hover hover) {
        switch (hover.hit == Hit.CONTENT ? guest : Cursor.NOT_SET) {
            case Cursor.NotSet _ -> showOwn(pointer, hover);
            case Cursor.Hidden _ -> hide(pointer, hover.serial);
            case CursorPicture picture -> showGuest(picture, pointer, hover.serial);
        }
    }

    private void showOwn(Proxy<WlPointer.Request> pointer, Hover hover) {
        if (hover.shape.isPresent()) {
            hover.shape.orElseThrow().set(hover.serial, hover.hit);
        } else {
            if (!arrowDrawn) {
                arrow.draw(ArrowCursor.CURSOR, 1);
                arrowDrawn = true;
            }
            arrow.putOn(pointer, hover.serial);
        }
    }

    private static void hide(Proxy<WlPointer.Request> pointer, int serial) {
        pointer.request(WlPointer.Request.SET_CURSOR)
                .unsigned(serial)
                .none()
                .integer(0)
                .integer(0)
                .send();
    }

    private void showGuest(CursorPicture picture, Proxy<WlPointer.Request> pointer, int serial) {
        if (!drawn) {
            guestSurface.draw(picture, scale);
            drawn = true;
        }
        guestSurface.putOn(pointer, serial);
    }

    /// The window is about to be destroyed.
    @Override
    public void close() {
        pointers.values().forEach(hover -> hover.shape.ifPresent(PointerShape::close));
        pointers.clear();
        guestSurface.close();
        arrow.close();
    }
}
