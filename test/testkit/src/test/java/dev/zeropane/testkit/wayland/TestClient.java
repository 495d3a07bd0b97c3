// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.wayland.Connection;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlCallback;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShmPool;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.XdgSurface;
import dev.zeropane.wayland.protocol.extension.XdgWmBase;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;

/// A client made of the client library, which tells what it heard. Its thread does what [#on] says.
final class TestClient implements AutoCloseable {
    private final EventLoop loop = new EventLoop(Throwable::printStackTrace);
    private final Thread thread = new Thread(loop::run, "test client");
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Connection connection;
    private final dev.zeropane.wayland.Globals globals;

    TestClient(Path socket) {
        connection = new Connection(loop, UnixSocket.connect(socket), ended::complete);
        globals =
                new dev.zeropane.wayland.Globals(
                        connection,
                        new dev.zeropane.wayland.Globals.Listener() {
                            @Override
                            public void added(dev.zeropane.wayland.Globals.Global global) {
                                events.add("+" + global.interfaceName());
                            }

                            @Override
                            public void removed(dev.zeropane.wayland.Globals.Global global) {
                                events.add("-" + global.interfaceName());
                            }
                        });
        thread.start();
        roundTrip();
    }

    <T> T on(Supplier<T> work) {
        return await(CompletableFuture.supplyAsync(work, loop::post));
    }

    void run(Runnable work) {
        await(CompletableFuture.runAsync(work, loop::post));
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// Until the compositor has handled everything, and its events have come.
    void roundTrip() {
        await(sync());
    }

    /// Asks for an answer, which is not waited for.
    CompletableFuture<Boolean> sync() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        run(() -> connection.sync(() -> done.complete(true)));
        return done;
    }

    /// Why the connection ended, or will soon.
    String ended() {
        return await(ended);
    }

    boolean isConnected() {
        return !ended.isDone();
    }

    /// Events as `interface.event`, globals as `+interface`.
    List<String> events() {
        return events;
    }

    <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> bind(Interface<R, E> type) {
        return on(() -> globals.bind(type, hearing(type)).orElseThrow());
    }

    /// Sends a request that makes an object.
    <Q extends Enum<Q> & Message, R extends Enum<R> & Message, E extends Enum<E> & Message>
            Proxy<R> create(Proxy<Q> maker, Q request, Interface<R, E> type, Object... arguments) {
        return on(() -> maker.create(request, type, hearing(type), arguments));
    }

    private Handler<Message> hearing(Interface<?, ?> type) {
        return (event, _) -> heard(type, event);
    }

    private void heard(Interface<?, ?> type, Message event) {
        events.add(type.name() + "." + event.wireName());
    }

    /// Acknowledges whatever is configured.
    Proxy<XdgSurface.Request> acknowledging(
            Proxy<XdgWmBase.Request> shell, Proxy<WlSurface.Request> surface) {
        List<Proxy<XdgSurface.Request>> self = new CopyOnWriteArrayList<>();
        return on(() -> {
            self.add(
                    shell.create(
                            XdgWmBase.Request.GET_XDG_SURFACE,
                            XdgSurface.INTERFACE,
                            (event, arguments) -> {
                                heard(XdgSurface.INTERFACE, event);
                                self.get(0)
                                        .request(XdgSurface.Request.ACK_CONFIGURE)
                                        .unsigned(arguments.unsigned())
                                        .send();
                            },
                            surface));
            return self.get(0);
        });
    }

    /// Attaches a buffer, damages all of it, asks for a frame and commits.
    void show(Proxy<WlSurface.Request> surface, Proxy<WlBuffer.Request> buffer, Rect damage) {
        run(() -> {
            surface.request(WlSurface.Request.ATTACH).object(buffer).integer(0).integer(0).send();
            surface.request(WlSurface.Request.DAMAGE_BUFFER)
                    .integer(damage.x())
                    .integer(damage.y())
                    .integer(damage.width())
                    .integer(damage.height())
                    .send();
            Proxy<NoMessage> _ =
                    surface.create(
                            WlSurface.Request.FRAME,
                            WlCallback.INTERFACE,
                            hearing(WlCallback.INTERFACE));
            surface.request(WlSurface.Request.COMMIT).send();
        });
    }

    void commit(Proxy<WlSurface.Request> surface) {
        run(() -> surface.request(WlSurface.Request.COMMIT).send());
    }

    /// A file of pixels, rows without gaps.
    static Fd pixels(int width, int height, IntBinaryOperator pixel) {
        Fd fd = Memfd.create("pixels", 4L * width * height);
        paint(fd, width, height, pixel);
        return fd;
    }

    static void paint(Fd fd, int width, int height, IntBinaryOperator pixel) {
        long size = 4L * width * height;
        try (Mapping mapping = Mapping.of(fd, 0, size, Mapping.Access.READ_WRITE)) {
            for (int i = 0; i < width * height; i++) {
                mapping.segment()
                        .setAtIndex(
                                ValueLayout.JAVA_INT, i, pixel.applyAsInt(i % width, i / width));
            }
        }
    }

    /// A buffer of a whole file.
    Proxy<WlBuffer.Request> shmBuffer(Fd fd, int width, int height, int format) {
        Proxy<WlShm.Request> shm = bind(WlShm.INTERFACE);
        Proxy<WlShmPool.Request> pool =
                create(shm, WlShm.Request.CREATE_POOL, WlShmPool.INTERFACE, fd, 4 * width * height);
        Proxy<WlBuffer.Request> buffer =
                create(
                        pool,
                        WlShmPool.Request.CREATE_BUFFER,
                        WlBuffer.INTERFACE,
                        0,
                        width,
                        height,
                        4 * width,
                        format);
        run(() -> pool.request(WlShmPool.Request.DESTROY).send());
        return buffer;
    }

    @Override
    public void close() {
        run(connection::close);
        loop.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
    }
}
