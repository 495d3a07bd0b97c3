// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;

/// A surface that shows nothing and takes no dma-bufs: what a test's own adds to it is what the
/// test is about.
public class QuietSurface implements Surface {
    public QuietSurface() {}

    @Override
    public void show(Frame frame) {}

    @Override
    public void damage(Rect rect) {}

    @Override
    public void cursor(Cursor cursor) {}

    @Override
    public void moveCursor(int x, int y) {}

    @Override
    public void off() {}

    @Override
    public SurfaceStats stats() {
        return SurfaceStats.NONE;
    }

    @Override
    public void close() {}
}
