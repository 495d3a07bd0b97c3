// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.testkit.QuietSurface;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Remembers what it shows and what it was told to forget, which must be gone by then.
final class RecordingSurface extends QuietSurface {
    private final boolean takesDmaBufs;
    private final List<FrameMemory> forgotten = new ArrayList<>();
    private final List<Rect> damaged = new ArrayList<>();
    private final List<Cursor> cursors = new ArrayList<>();
    private final List<Spot> spots = new ArrayList<>();

    /// Where the pointer was put.
    record Spot(int x, int y) {}

    private Optional<Frame> shown = Optional.empty();

    RecordingSurface(boolean takesDmaBufs) {
        this.takesDmaBufs = takesDmaBufs;
    }

    /// The memory of what it shows.
    FrameMemory memory() {
        return shown.orElseThrow().memory();
    }

    boolean isOff() {
        return shown.isEmpty();
    }

    /// What it was told to forget, in this order.
    List<FrameMemory> forgotten() {
        return forgotten;
    }

    /// What it was told was drawn.
    List<Rect> damaged() {
        return damaged;
    }

    /// What it was told the pointer looks like, in this order.
    List<Cursor> cursors() {
        return cursors;
    }

    /// Where it was told the pointer is, in this order.
    List<Spot> spots() {
        return spots;
    }

    @Override
    public boolean takesDmaBuf(PixelFormat format, int stride, long offset) {
        return takesDmaBufs;
    }

    @Override
    public void show(Frame frame) {
        shown = Optional.of(frame);
    }

    @Override
    public void off() {
        shown = Optional.empty();
    }

    @Override
    public void forget(FrameMemory memory) {
        assertNotEquals(Optional.of(memory), shown.map(Frame::memory), "shown until it was gone");
        assertEquals(Optional.empty(), memory.dmaBuf());
        assertFalse(memory.read(pixels -> pixels.toArray(ValueLayout.JAVA_BYTE)));
        forgotten.add(memory);
    }

    @Override
    public void damage(Rect rect) {
        damaged.add(rect);
    }

    @Override
    public void cursor(Cursor cursor) {
        cursors.add(cursor);
    }

    @Override
    public void moveCursor(int x, int y) {
        spots.add(new Spot(x, y));
    }
}
