// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.input.InputTarget;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.StandIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/// Two screens that show what a test says, on the test's own thread.
final class TestDevice implements Device {
    final List<Surface> surfaces = new CopyOnWriteArrayList<>();
    volatile Optional<Frame> shown = Optional.empty();
    volatile boolean hangs;
    Optional<InputTarget> hands = Optional.empty();
    Optional<Clipboard> clipboard = Optional.empty();
    private volatile Optional<String> name = Optional.empty();
    private volatile Runnable nameChanged = () -> {};

    /// Memory that can be taken back.
    static final class Memory implements FrameMemory {
        final MemorySegment bytes;
        volatile boolean gone;

        /// In place of a dma-buf, if it is exported.
        volatile Optional<StandIn> exported = Optional.empty();

        Memory(long size) {
            bytes = Arena.ofAuto().allocate(size, 8);
        }

        Memory(StandIn standIn) {
            bytes = standIn.memory();
            exported = Optional.of(standIn);
        }

        @Override
        public Optional<DmaBuf> dmaBuf() {
            return exported.map(StandIn::duplicate);
        }

        @Override
        public boolean read(Reader reader) {
            if (!gone) {
                reader.accept(bytes.asReadOnly());
            }
            return !gone;
        }
    }

    /// A picture whose pixels all differ, with rows that are longer than it is wide.
    static Frame frame(int width, int height) {
        int stride = 4 * width + 16;
        return frame(width, height, new Memory(64 + (long) stride * height));
    }

    /// As [#frame(int, int)], in memory that is there.
    static Frame frame(int width, int height, Memory memory) {
        int stride = 4 * width + 16;
        for (int i = 0; 4L * i + 4 <= memory.bytes.byteSize(); i++) {
            memory.bytes.setAtIndex(ValueLayout.JAVA_INT, i, i * 0x10001);
        }
        return new Frame(width, height, PixelFormat.XRGB8888, stride, 64, memory);
    }

    void show(Frame frame) {
        shown = Optional.of(frame);
        surfaces.forEach(surface -> surface.show(frame));
    }

    void damage(Rect rect) {
        surfaces.forEach(surface -> surface.damage(rect));
    }

    @Override
    public int scanouts() {
        return 2;
    }

    @Override
    public CompletableFuture<Void> attach(int scanout, Surface surface) {
        if (hangs) {
            return new CompletableFuture<>();
        }
        surfaces.add(surface);
        shown.ifPresentOrElse(surface::show, surface::off);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void detach(Surface surface) {
        surfaces.remove(surface);
    }

    @Override
    public CompletableFuture<Map<String, Object>> stats() {
        return hangs
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(Map.of("scanouts", List.of()));
    }

    @Override
    public Optional<InputTarget> input() {
        return hands;
    }

    @Override
    public Optional<Clipboard> clipboard() {
        return clipboard;
    }

    @Override
    public OptionalInt vmm() {
        return OptionalInt.empty();
    }

    @Override
    public Optional<String> vmmName() {
        return name;
    }

    void name(String now) {
        name = Optional.of(now);
        nameChanged.run();
    }

    @Override
    public void whenVmmNameChanges(Runnable told) {
        nameChanged = told;
    }
}
