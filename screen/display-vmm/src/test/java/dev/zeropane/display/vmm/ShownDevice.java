// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Screen;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusedException;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.StandInBuffers;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A device with screens on a thread of its own, shown by the display alone, and a VMM at the other
/// end of its socket. Memfds stand in for dma-bufs.
final class ShownDevice implements AutoCloseable {
    /// For a device that is not waited for: far less than the patience with a VMM that is silent.
    private static final Duration PROMPT = Duration.ofSeconds(10);

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final EventLoop loop = new EventLoop(failures::add);
    private final Budget pinned = new Budget(512 << 20);
    private final StandInBuffers buffers = new StandInBuffers().within(pinned);
    private final VmmDisplay display;
    private final List<Output> outputs = new ArrayList<>();
    private final List<DrawnPicture> pictures = new ArrayList<>();
    private final Thread thread;
    private Optional<UnixSocket> socket = Optional.empty();
    private Optional<VmmScreen> screen = Optional.empty();
    private boolean neglected;

    private static final class Output {
        private final Screen screen = new Screen();
        private Optional<DrawnPicture> picture = Optional.empty();
        private Optional<Frame> frame = Optional.empty();
        private Rect part = new Rect(0, 0, 0, 0);
        private long given;
    }

    ShownDevice(int count, boolean dmaBufs) {
        display = new VmmDisplay(loop, _ -> {}, dmaBufs);
        for (int i = 0; i < count; i++) {
            Output output = new Output();
            CompletableFuture<Void> _ = output.screen.add("vmm", display.open(i));
            outputs.add(output);
        }
        thread = Thread.ofPlatform().name("device").start(loop::run);
    }

    VmmDisplay display() {
        return display;
    }

    StandInBuffers buffers() {
        return buffers;
    }

    /// Bytes in dma-bufs.
    long pinned() {
        return pinned.used();
    }

    /// The VMM's end of the display socket.
    UnixSocket socket() {
        return socket.orElseThrow();
    }

    /// The VMM's present user interface.
    VmmScreen screen() {
        return screen.orElseThrow();
    }

    /// The VMM hands over another socket, and looks at it.
    void connect() {
        List<UnixSocket> pair = UnixSocket.pair("display socket");
        // As QEMU's: its C back-end takes a part that was sent for the whole.
        pair.get(1).setBlocking();
        closeSocket();
        socket = Optional.of(pair.get(0));
        screen = Optional.of(new VmmScreen(pair.get(0)));
        neglected = false;
        run(() -> display.connect(pair.get(1).fd()));
    }

    /// The VMM closes its end.
    void closeSocket() {
        screen.ifPresent(VmmScreen::close);
        socket.ifPresent(UnixSocket::close);
        screen = Optional.empty();
        socket = Optional.empty();
    }

    /// Another VMM, of which nothing is known.
    void nextVmm() {
        closeSocket();
        run(display::vmmGone);
        connect();
    }

    /// From here on the VMM does not read while the device is busy.
    void neglect() {
        neglected = true;
    }

    /// It does again.
    void attend() {
        neglected = false;
    }

    /// Has the device's thread do something. Meanwhile the VMM reads, unless it neglects that.
    void run(Runnable work) {
        get(() -> {
            work.run();
            return true;
        });
    }

    /// As [#run], with an answer.
    <T> T get(Supplier<T> work) {
        CompletableFuture<T> done = CompletableFuture.supplyAsync(work, loop::post);
        while (!neglected && screen.isPresent() && !done.isDone()) {
            if (!screen.get().poll()) {
                LockSupport.parkNanos(20_000);
            }
        }
        try {
            return done.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /// Until what the device wanted to send is on its way: it sends when it has done what it was
    /// asked to.
    void settle() {
        run(() -> {});
        run(() -> {});
    }

    DrawnPicture picture(int width, int height) {
        return picture(PixelFormat.XRGB8888, width, height);
    }

    DrawnPicture picture(PixelFormat format, int width, int height) {
        DrawnPicture picture = new DrawnPicture(format, width, height, buffers);
        pictures.add(picture);
        return picture;
    }

    void show(int scanout, DrawnPicture picture) {
        show(scanout, picture, picture.bounds());
    }

    /// As a device does: exported if the display takes that.
    void show(int scanout, DrawnPicture picture, Rect part) {
        run(() -> showNow(outputs.get(scanout), picture, part));
    }

    private static void showNow(Output output, DrawnPicture picture, Rect part) {
        long offset = (long) picture.stride() * part.y() + 4L * part.x();
        output.screen.ask(picture.format(), picture.stride(), offset, picture::export);
        Frame frame =
                new Frame(
                        part.width(),
                        part.height(),
                        picture.format(),
                        picture.stride(),
                        offset,
                        picture);
        output.picture = Optional.of(picture);
        output.frame = Optional.of(frame);
        output.part = part;
        output.given++;
        output.screen.show(frame);
    }

    /// Part of a picture was drawn anew.
    void update(DrawnPicture picture, Rect rect) {
        run(() ->
                outputs.stream()
                        .filter(output -> output.picture.equals(Optional.of(picture)))
                        .forEach(output -> damage(output, rect)));
    }

    private static void damage(Output output, Rect rect) {
        int left = Math.max(rect.x(), output.part.x());
        int top = Math.max(rect.y(), output.part.y());
        int right = Math.min(rect.x() + rect.width(), output.part.x() + output.part.width());
        int bottom = Math.min(rect.y() + rect.height(), output.part.y() + output.part.height());
        if (left < right && top < bottom) {
            output.given++;
            output.screen.damage(
                    output.frame.orElseThrow(),
                    new dev.zeropane.display.Rect(
                            left - output.part.x(),
                            top - output.part.y(),
                            right - left,
                            bottom - top));
        }
    }

    void off(int scanout) {
        run(() -> offNow(outputs.get(scanout)));
    }

    private static void offNow(Output output) {
        output.picture = Optional.empty();
        output.frame = Optional.empty();
        output.screen.off();
    }

    /// The guest frees a picture: screens that show it go off.
    void free(DrawnPicture picture) {
        run(() -> {
            for (Output output : outputs) {
                if (output.picture.equals(Optional.of(picture))) {
                    offNow(output);
                }
            }
            forget(picture);
        });
    }

    /// The guest takes a picture's memory back: screens show a copy from now on.
    void detach(DrawnPicture picture) {
        DrawnPicture copy =
                new DrawnPicture(
                        picture.format(), picture.width(), picture.height(), ShownDevice::refuse);
        pictures.add(copy);
        picture.copyTo(copy);
        run(() -> {
            for (Output output : outputs) {
                if (output.picture.equals(Optional.of(picture))) {
                    showNow(output, copy, output.part);
                }
            }
            forget(picture);
        });
    }

    /// Memory of the device's own is not exported.
    private static DmaBuf refuse(Runs runs) {
        throw new ExportRefusedException(
                new ExportRefusal(ExportRefusal.Kind.NO_DEVICE, "a copy", "nothing"));
    }

    private void forget(DrawnPicture picture) {
        outputs.forEach(output -> output.screen.forget(picture));
        picture.takeBack();
    }

    void cursor(int scanout, int x, int y, Cursor cursor) {
        run(() ->
                outputs.get(scanout)
                        .screen
                        .forEachSurface(surface -> {
                            surface.moveCursor(x, y);
                            surface.cursor(cursor);
                        }));
    }

    void moveCursor(int scanout, int x, int y) {
        run(() -> outputs.get(scanout).screen.forEachSurface(surface -> surface.moveCursor(x, y)));
    }

    /// What became of the updates of the first screen.
    SurfaceStats stats() {
        return get(() -> outputs.getFirst().screen.displays().getFirst().stats());
    }

    /// Updates that the first screen was given.
    long given() {
        return get(() -> outputs.getFirst().given);
    }

    @Override
    public void close() {
        closeSocket();
        run(() -> {
            outputs.forEach(output -> output.screen.close());
            pictures.forEach(DrawnPicture::takeBack);
        });
        loop.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        display.close();
        loop.close();
        buffers.close();
        pictures.forEach(DrawnPicture::close);
        assertEquals(List.of(), failures);
    }
}
