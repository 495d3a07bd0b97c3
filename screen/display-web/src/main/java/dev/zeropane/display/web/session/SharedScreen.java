// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.display.web.clipboard.GuestClipboard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One screen of the guest, and all who look at it. The device thread tells it what is shown; it
/// keeps that for those who come later, and does nothing else with it.
public final class SharedScreen implements Surface {
    private final int scanout;
    private final ScreenCounts counts = new ScreenCounts();

    // Guarded by this.
    private final List<Viewer> viewers = new ArrayList<>();
    private Optional<Frame> frame = Optional.empty();
    private Mode size = Mode.DEFAULT;
    private Cursor cursor = Cursor.NOT_SET;
    private Lights lights = Lights.OFF;
    private String name;
    private boolean over;
    private Runnable seen = () -> {};

    /// @param name what viewers call it at first
    public SharedScreen(int scanout, String name) {
        this.scanout = scanout;
        this.name = name;
    }

    public int scanout() {
        return scanout;
    }

    ScreenCounts counts() {
        return counts;
    }

    /// The size of its picture, unless it shows none.
    public synchronized Optional<Mode> size() {
        return frame.map(_ -> size);
    }

    /// How many look at it.
    public synchronized int viewerCount() {
        return viewers.size();
    }

    /// All bytes that its viewers were sent.
    public long bytesSent() {
        return counts.bytesSent();
    }

    /// What viewers call it.
    synchronized String name() {
        return name;
    }

    /// Somebody looks.
    synchronized Viewer join(GuestClipboard clipboard) {
        Viewer viewer = new Viewer(counts, clipboard, size.width(), size.height());
        if (!cursor.equals(Cursor.NOT_SET)) {
            viewer.cursor(cursor);
        }
        viewer.lights(lights);
        frame.ifPresent(viewer::show);
        viewers.add(viewer);
        seen.run();
        seen = () -> {};
        return viewer;
    }

    @Override
    public synchronized boolean checkSeen(Runnable first) {
        boolean isSeen = !viewers.isEmpty();
        if (!isSeen) {
            seen = first;
        }
        return isSeen;
    }

    synchronized void leave(Viewer viewer) {
        viewers.remove(viewer);
        viewer.close();
    }

    @Override
    public synchronized void show(Frame next) {
        if (over) {
            return;
        }
        frame = Optional.of(next);
        size = new Mode(Math.min(next.width(), Mode.MAX), Math.min(next.height(), Mode.MAX));
        viewers.forEach(viewer -> viewer.show(next));
    }

    @Override
    public synchronized void damage(Rect rect) {
        viewers.forEach(viewer -> viewer.damage(rect));
    }

    @Override
    public synchronized void cursor(Cursor set) {
        cursor = set;
        viewers.forEach(viewer -> viewer.cursor(set));
    }

    /// Does nothing: viewers move the pointer themselves.
    @Override
    public void moveCursor(int x, int y) {}

    @Override
    public synchronized void off() {
        frame = Optional.empty();
        viewers.forEach(Viewer::off);
    }

    /// The guest's keyboard has these lights on now.
    public synchronized void lights(Lights now) {
        lights = now;
        viewers.forEach(viewer -> viewer.lights(now));
    }

    /// The guest has this name now.
    public synchronized void name(String now) {
        name = now;
        viewers.forEach(viewer -> viewer.name(now));
    }

    @Override
    public SurfaceStats stats() {
        return counts.stats();
    }

    /// It is black for good, and nobody else may look.
    synchronized void end() {
        over = true;
        off();
    }

    synchronized boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        off();
    }
}
