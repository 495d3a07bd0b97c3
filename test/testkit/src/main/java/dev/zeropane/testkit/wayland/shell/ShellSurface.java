// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.shell;

import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.Wish;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.testkit.wayland.surface.Role;
import dev.zeropane.testkit.wayland.surface.Surface;
import dev.zeropane.testkit.wayland.surface.SurfaceUpdate;
import dev.zeropane.wayland.protocol.extension.XdgSurface;
import dev.zeropane.wayland.protocol.extension.XdgSurface.Event;
import dev.zeropane.wayland.protocol.extension.XdgSurface.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// `xdg_surface`: the exchange of configure, acknowledgement and commit that precedes every buffer.
public final class ShellSurface extends Resource<Request, Event> implements Role {
    /// `xdg_surface.error`.
    private static final int NOT_CONSTRUCTED = 1;

    private static final int ALREADY_CONSTRUCTED = 2;
    private static final int UNCONFIGURED_BUFFER = 3;
    private static final int INVALID_SERIAL = 4;
    private static final int INVALID_SIZE = 5;
    private static final int DEFUNCT_ROLE_OBJECT = 6;

    private final Shell shell;
    private final Surface surface;
    private final Deque<Configured> sent = new ArrayDeque<>();
    private Optional<Toplevel> toplevel = Optional.empty();
    private Optional<Rect> geometry = Optional.empty();
    private Optional<Rect> pendingGeometry = Optional.empty();
    private Optional<Configured> acknowledged = Optional.empty();
    private boolean asked;
    private boolean configured;

    /// What a window was told to be like.
    public record Configured(int serial, Wish wish) {}

    ShellSurface(Client client, int id, int version, Shell shell, Surface surface) {
        super(client, XdgSurface.INTERFACE, id, version);
        this.shell = shell;
        this.surface = surface;
    }

    public Shell shell() {
        return shell;
    }

    public Surface surface() {
        return surface;
    }

    public Optional<Rect> geometry() {
        return geometry;
    }

    public Optional<Configured> acknowledged() {
        return acknowledged;
    }

    @Override
    public String roleName() {
        return "xdg_toplevel";
    }

    @Override
    public boolean isInUse() {
        return isAlive();
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {
                if (toplevel.isPresent()) {
                    throw error(DEFUNCT_ROLE_OBJECT, toplevel.get() + " is left");
                }
            }
            case GET_TOPLEVEL -> {
                if (toplevel.isPresent()) {
                    throw error(ALREADY_CONSTRUCTED, this + " is " + toplevel.get());
                }
                Toplevel made = new Toplevel(client(), args.newId(), version(), this);
                toplevel = Optional.of(client().add(made));
                Windows.of(server()).add(made);
            }
            case GET_POPUP -> throw notImplemented(request);
            case SET_WINDOW_GEOMETRY -> {
                Rect rect = args.rect();
                if (rect.width() < 1 || rect.height() < 1) {
                    throw error(INVALID_SIZE, rect.toString());
                }
                constructed();
                pendingGeometry = Optional.of(rect);
            }
            case ACK_CONFIGURE -> acknowledge(args.integer());
        }
    }

    private Toplevel constructed() {
        return toplevel.orElseThrow(() -> error(NOT_CONSTRUCTED, this + " has no role object"));
    }

    private void acknowledge(int serial) {
        constructed();
        if (sent.stream().noneMatch(one -> one.serial == serial)) {
            throw error(INVALID_SERIAL, "nothing was configured with serial " + serial);
        }
        Configured one;
        do {
            one = sent.remove();
        } while (one.serial != serial);
        acknowledged = Optional.of(one);
    }

    /// Sends the first configure sequence, if the client waits for it.
    public void configureIfAsked() {
        if (asked && !configured && server().behaviour().configuresWindows()) {
            configure();
        }
    }

    /// Sends a configure sequence if the first one was sent, which has to be asked for by a commit.
    void configureAgain() {
        if (configured) {
            configure();
        }
    }

    private void configure() {
        configured = true;
        toplevel.ifPresent(it -> {
            while (server().disorder().happens(2)) {
                configure(it, it.wish().focused(server().disorder().happens(2)));
            }
            configure(it, it.wish());
        });
    }

    private void configure(Toplevel it, Wish wish) {
        Configured next = new Configured(server().nextSerial(), wish);
        sent.add(next);
        it.sendConfigure(next.wish);
        event(Event.CONFIGURE, next.serial);
    }

    @Override
    public void beforeCommit(SurfaceUpdate update) {
        constructed();
        if (update.buffer.isPresent() && acknowledged.isEmpty()) {
            throw error(UNCONFIGURED_BUFFER, this + " was not configured when a buffer came");
        }
    }

    @Override
    public void applied(SurfaceUpdate update) {
        geometry = pendingGeometry.or(() -> geometry);
        pendingGeometry = Optional.empty();
        if (update.attachesNone() && acknowledged.isPresent()) {
            unmapped();
        } else if (!configured) {
            asked = true;
            configureIfAsked();
        } else if (surface.content().isMapped()) {
            toplevel.ifPresent(Toplevel::checkCommitted);
        }
    }

    /// As if it had just been made.
    private void unmapped() {
        asked = false;
        configured = false;
        acknowledged = Optional.empty();
        sent.clear();
    }

    void toplevelGone() {
        toplevel = Optional.empty();
        geometry = Optional.empty();
        unmapped();
        surface.unmap();
    }

    @Override
    protected void destroyed() {
        shell.surfaceGone();
    }
}
