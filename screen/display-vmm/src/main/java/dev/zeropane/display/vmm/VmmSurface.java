// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Frame;
import dev.zeropane.display.LatestFrame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.PixelFormat;
import java.util.Optional;

/// The state of one screen, and the state that the VMM was told last. The difference is the next
/// message.
final class VmmSurface implements Surface {
    private static final Rect ONE_PIXEL = new Rect(0, 0, 1, 1);

    /// The most bytes of pixels in one message: the VMM allocates all of them at once.
    private static final long MAX_UPDATE = 64L << 20;

    private static final int SHARED = -1;

    private final VmmDisplay display;
    private final int scanout;

    private final LatestFrame latest = new LatestFrame();

    private Cursor cursor = Cursor.NOT_SET;
    private int cursorX;
    private int cursorY;
    private boolean cursorChanged;
    private boolean cursorMoved;

    /// The cursor that was sent through this socket.
    private Optional<CursorPicture> sentCursor = Optional.empty();

    /// Whether the VMM shows a cursor, which an earlier socket may have carried.
    private boolean cursorShown;

    /// Size of the screen as the VMM knows it; 0 while it is off, -1 while it shows a dma-buf.
    private int sentWidth;

    private int sentHeight;

    /// Whether the next update only makes the VMM switch to the new screen: QEMU's OpenGL windows
    /// draw nothing before the update after it.
    private boolean isChangeOfScreen;

    /// The frame that the VMM shows as a dma-buf.
    private Optional<Frame> sentShared = Optional.empty();

    /// Whether the frame's memory has no dma-buf.
    private boolean hasNoDmaBuf;

    /// Whether an update is being sent.
    private boolean inFlight;

    VmmSurface(VmmDisplay display, int scanout) {
        this.display = display;
        this.scanout = scanout;
    }

    /// Takes only frames at a dma-buf's top left: QEMU ignores the offset.
    @Override
    public boolean takesDmaBuf(PixelFormat format, int stride, long offset) {
        return display.sharesDmaBufs() && offset == 0 && Frame.isImportable(format, stride);
    }

    @Override
    public void show(Frame frame) {
        latest.show(frame);
        hasNoDmaBuf = !takesDmaBuf(frame.format(), frame.stride(), frame.offset());
        display.changed();
    }

    @Override
    public void damage(Rect rect) {
        if (latest.damage(rect)) {
            display.changed();
        }
    }

    @Override
    public void off() {
        latest.off();
        display.changed();
    }

    /// The protocol cannot restore the VMM's own pointer. So nothing is sent for a cursor that is
    /// not set, except to hide the last guest's cursor.
    @Override
    public void cursor(Cursor cursor) {
        this.cursor = cursor;
        if (cursor.equals(Cursor.NOT_SET)) {
            cursorX = 0;
            cursorY = 0;
            cursorMoved = false;
            cursorChanged = cursorShown;
        } else {
            cursorChanged = true;
        }
        display.changed();
    }

    @Override
    public void moveCursor(int x, int y) {
        cursorX = x;
        cursorY = y;
        cursorMoved = !cursor.equals(Cursor.NOT_SET);
        display.changed();
    }

    @Override
    public SurfaceStats stats() {
        return latest.stats();
    }

    @Override
    public void close() {
        off();
    }

    /// Whether there is a message to send.
    boolean hasNext() {
        return cursorChanged || cursorMoved || isOtherScreen() || latest.isDamaged();
    }

    /// Whether the VMM must be told of another screen, not only of an update.
    private boolean isOtherScreen() {
        return isShared() ? !latest.frame().equals(sentShared) : isOtherSize();
    }

    private boolean isShared() {
        return latest.frame().isPresent() && !hasNoDmaBuf;
    }

    /// Whether the screen's size, 0 if it is off, differs from the size that the VMM was told.
    private boolean isOtherSize() {
        Optional<Frame> frame = latest.frame();
        return frame.isEmpty()
                ? sentWidth != 0
                : frame.get().width() != sentWidth || frame.get().height() != sentHeight;
    }

    /// Writes the next message; there is one.
    void next(Outgoing out) {
        if (cursorChanged || cursorMoved) {
            nextCursor(out);
        } else if (isShared() && !isOtherScreen()) {
            out.dmaBufUpdate(scanout, latest.takeRows(Integer.MAX_VALUE));
            inFlight = latest.endUpdate();
        } else if (isShared() && nextShared(out)) {
            latest.repeatAll();
        } else if (sentShared.isPresent()) {
            // Without this message the VMM would keep the guest's pages.
            sentShared = Optional.empty();
            out.noDmaBufScanout(scanout, display.takesModifiers());
        } else if (isOtherSize()) {
            sentWidth = latest.frame().map(Frame::width).orElse(0);
            sentHeight = latest.frame().map(Frame::height).orElse(0);
            // The VMM shows the new screen with the first update of it.
            latest.repeatAll();
            isChangeOfScreen = true;
            out.scanout(scanout, sentWidth, sentHeight);
        } else {
            nextUpdate(out, latest.frame().orElseThrow());
        }
    }

    /// @return false if there is no dma-buf
    private boolean nextShared(Outgoing out) {
        Frame shown = latest.frame().orElseThrow();
        Optional<DmaBuf> buffer = shown.memory().dmaBuf();
        if (buffer.isEmpty()) {
            hasNoDmaBuf = true;
            return false;
        }
        out.dmaBufScanout(scanout, shown, buffer.get(), display.takesModifiers());
        sentShared = Optional.of(shown);
        sentWidth = SHARED;
        sentHeight = SHARED;
        return true;
    }

    private void nextUpdate(Outgoing out, Frame shown) {
        long row = (long) latest.damage().width() * PixelStream.PIXEL;
        Rect part = latest.takeRows((int) (MAX_UPDATE / row));
        if (!latest.isDamaged() && isChangeOfScreen) {
            latest.repeat(ONE_PIXEL);
        }
        isChangeOfScreen = false;
        if (!latest.isDamaged()) {
            inFlight = latest.endUpdate();
        }
        if (!Rect.fits(part.x(), part.y(), part.width(), part.height(), sentWidth, sentHeight)) {
            throw new AssertionError(
                    "update %s of a scanout of %dx%d, which kills QEMU"
                            .formatted(part, sentWidth, sentHeight));
        }
        out.update(this, scanout, shown, part);
    }

    private void nextCursor(Outgoing out) {
        if (cursor instanceof CursorPicture picture) {
            if (sentCursor.equals(Optional.of(picture))) {
                out.cursorPosition(scanout, cursorX, cursorY, false);
            } else {
                out.cursor(scanout, cursorX, cursorY, picture);
                sentCursor = Optional.of(picture);
            }
            cursorShown = true;
        } else {
            out.cursorPosition(scanout, cursorX, cursorY, true);
            cursorShown = false;
        }
        cursorChanged = false;
        cursorMoved = false;
    }

    /// An update has been sent to its last byte, or the VMM has shown it.
    void delivered(long copied) {
        latest.countCopied(copied);
        if (inFlight) {
            latest.countShown();
        }
        inFlight = false;
    }

    /// The socket was closed in the middle of an update; the next socket gets all of it.
    void lost(long copied) {
        latest.countCopied(copied);
        if (inFlight) {
            latest.resumeUpdate();
        }
        inFlight = false;
    }

    /// The VMM is gone, and its cursor with it.
    void vmmGone() {
        cursorShown = false;
        cursor(cursor);
    }

    /// Begins with a new socket: the VMM knows nothing.
    void begin() {
        lost(0);
        sentWidth = 0;
        sentHeight = 0;
        sentShared = Optional.empty();
        latest.repeatAll();
        sentCursor = Optional.empty();
        cursorChanged = cursorShown || !cursor.equals(Cursor.NOT_SET);
        cursorMoved = false;
    }
}
