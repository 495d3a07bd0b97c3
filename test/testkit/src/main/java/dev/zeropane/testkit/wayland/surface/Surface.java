// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.buffer.Buffer;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Callback;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.ProtocolError;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.WlSurface.Event;
import dev.zeropane.wayland.protocol.WlSurface.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `wl_surface`: collects changes, and applies them when they are committed.
public final class Surface extends Resource<Request, Event> {
    /// `wl_surface.error`.
    private static final int INVALID_SCALE = 0;

    private static final int INVALID_TRANSFORM = 1;
    private static final int INVALID_OFFSET = 3;
    private static final int DEFUNCT_ROLE_OBJECT = 4;

    private static final int OFFSET_BY_REQUEST = 5;

    private final SurfaceContent content = new SurfaceContent(this);
    private final SubsurfaceStack children = new SubsurfaceStack(this);
    private final List<Callback> callbacks = new ArrayList<>();
    private SurfaceUpdate pending = new SurfaceUpdate();
    private SurfaceUpdate cached = new SurfaceUpdate();
    private Optional<Role> role = Optional.empty();
    private Optional<Viewport> viewport = Optional.empty();
    private Optional<FractionalScale> fractionalScale = Optional.empty();
    private boolean entered;

    Surface(Client client, int id, int version) {
        super(client, WlSurface.INTERFACE, id, version);
    }

    void created() {
        event(Event.PREFERRED_BUFFER_SCALE, server().options().outputScale());
    }

    public SurfaceContent content() {
        return content;
    }

    SubsurfaceStack children() {
        return children;
    }

    Optional<Role> role() {
        return role;
    }

    /// @throws ProtocolError by `refusal` if it has another role, or an object of this one
    public void takeRole(Role wanted, Function<String, ProtocolError> refusal) {
        role.ifPresent(present -> {
            if (!present.roleName().equals(wanted.roleName()) || present.isInUse()) {
                throw refusal.apply(this + " is a " + present.roleName() + " already");
            }
        });
        role = Optional.of(wanted);
    }

    Optional<Viewport> viewport() {
        return viewport;
    }

    void viewport(Optional<Viewport> now) {
        viewport = now;
    }

    Optional<FractionalScale> fractionalScale() {
        return fractionalScale;
    }

    void fractionalScale(Optional<FractionalScale> now) {
        fractionalScale = now;
    }

    public SurfaceUpdate pending() {
        return pending;
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {
                if (role.filter(Role::isInUse).isPresent()) {
                    throw error(DEFUNCT_ROLE_OBJECT, this + " is destroyed before its role");
                }
                giveUpCallbacks();
            }
            case ATTACH -> attach(args);
            case DAMAGE -> pending.damage.add(args.rect());
            case DAMAGE_BUFFER -> pending.bufferDamage.add(args.rect());
            case FRAME -> frame(client().add(new Callback(client(), args.newId())));
            case SET_OPAQUE_REGION, SET_INPUT_REGION -> {}
            case COMMIT -> commit();
            case SET_BUFFER_TRANSFORM -> {
                int transform = args.integer();
                if (transform < 0 || transform > 7) {
                    throw error(INVALID_TRANSFORM, "transform " + transform);
                }
                if (transform != 0) {
                    throw notImplemented(request);
                }
            }
            case SET_BUFFER_SCALE -> {
                int scale = args.integer();
                if (scale < 1) {
                    throw error(INVALID_SCALE, "scale " + scale);
                }
                pending.scale = Optional.of(scale);
            }
            case OFFSET -> {
                int x = args.integer();
                int y = args.integer();
                if (x != 0 || y != 0) {
                    throw notImplemented(request);
                }
            }
        }
    }

    /// As compositors do with what is gone: they are answered no more.
    void giveUpCallbacks() {
        callbacks.stream().filter(Callback::isAlive).forEach(Callback::destroy);
    }

    private void frame(Callback callback) {
        callbacks.removeIf(earlier -> !earlier.isAlive());
        callbacks.add(callback);
        pending.frames.add(callback);
    }

    private void attach(Args args) {
        pending.buffer = args.objectOrNone(Buffer.class);
        pending.attaches = true;
        int x = args.integer();
        int y = args.integer();
        if (x != 0 || y != 0) {
            if (version() >= OFFSET_BY_REQUEST) {
                throw error(INVALID_OFFSET, "attached at %d,%d".formatted(x, y));
            }
            throw notImplemented(Request.ATTACH);
        }
        pending.buffer.ifPresent(Buffer::checkUsable);
    }

    private void commit() {
        SurfaceUpdate update = pending;
        role.ifPresent(present -> present.beforeCommit(update));
        if (update.buffer.filter(buffer -> !buffer.isAlive()).isPresent()) {
            // The specification leaves open what happens then; nobody can mean to do it.
            throw ProtocolError.ofDisplay(
                    ProtocolError.INVALID_OBJECT,
                    this + " is committed with a buffer that was destroyed");
        }
        pending = new SurfaceUpdate();
        Commits.of(server()).journal().add(update.commit(client().arrivedAt(), id()));
        update.buffer.ifPresent(Buffer::use);
        cached.merge(update);
        if (!isSynchronized()) {
            applyCached();
        }
        if (server().disorder().happens(16)) {
            server().disorder().sometime(() -> server().ping());
        }
    }

    boolean isSynchronized() {
        return role.orElse(null) instanceof Subsurface subsurface && subsurface.isSynchronized();
    }

    /// Makes what was committed the surface's state; then that of the subsurfaces that wait for
    /// their parent.
    void applyCached() {
        SurfaceUpdate update = cached;
        cached = new SurfaceUpdate();
        content.apply(update);
        role.ifPresent(present -> present.applied(update));
        children.applyPending();
        children.subsurfaces().forEach(Subsurface::parentApplied);
        enterOutput();
    }

    private void enterOutput() {
        if (content.isMapped() && !entered) {
            entered = true;
            client().objects().stream()
                    .filter(Output.class::isInstance)
                    .toList()
                    .forEach(output -> event(Event.ENTER, output));
            fractionalScale.ifPresent(FractionalScale::prefer);
        }
    }

    void preferScale(int scale) {
        event(Event.PREFERRED_BUFFER_SCALE, scale);
    }

    /// The role's object was destroyed: nothing is shown any more.
    public void unmap() {
        content.clear();
        entered = false;
    }

    @Override
    protected void destroyed() {
        cached.buffer.ifPresent(Buffer::unuse);
        content.clear();
        children.parentGone();
        viewport.ifPresent(Viewport::surfaceGone);
        fractionalScale.ifPresent(FractionalScale::surfaceGone);
        role.ifPresent(Role::surfaceGone);
        server().part(SurfaceWatcher.class).surfaceGone(this);
    }
}
