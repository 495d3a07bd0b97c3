package dev.zeropane.display.vmm;

import static dev.zeropane.display.vmm.VhostUserGpu.*;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// The one message that is on its way to the VMM: made only when there is room for it, of what is
/// true then, so nothing ever queues up.
final class Outgoing implements AutoCloseable {
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;

    private static final long CURSOR_PIXELS = (long) Cursor.SIZE * Cursor.SIZE * Integer.BYTES;

    private final MemorySegment bytes =
            Arena.ofAuto().allocate(HEADER + UPDATE_FIXED + CURSOR_PIXELS, Integer.BYTES);
    private final PixelStream pixels = new PixelStream();
    private long length;
    private long sent;
    private VmmSurface updating;
    private boolean picture;

    /// Whether it brings pixels.
    boolean isPicture() {
        return picture;
    }

    /// Whether all of it has been handed to the kernel.
    boolean done() {
        return sent == length && updating == null;
    }

    void getDisplayInfo() {
        begin(VHOST_USER_GPU_GET_DISPLAY_INFO, 0, 0);
    }

    /// @param width 0 for a screen that is off
    void scanout(int scanout, int width, int height) {
        begin(VHOST_USER_GPU_SCANOUT, 12, 0);
        put(0, scanout);
        put(4, width);
        put(8, height);
    }

    /// The pixels of `rect`; `surface` is told when the last of them was sent.
    void update(VmmSurface surface, int scanout, Frame frame, Rect rect) {
        begin(VHOST_USER_GPU_UPDATE, UPDATE_FIXED, 4L * rect.width() * rect.height());
        put(0, scanout);
        put(4, rect.x());
        put(8, rect.y());
        put(12, rect.width());
        put(16, rect.height());
        pixels.begin(frame, rect);
        updating = surface;
        picture = true;
    }

    void cursorPosition(int scanout, int x, int y, boolean hidden) {
        begin(hidden ? VHOST_USER_GPU_CURSOR_POS_HIDE : VHOST_USER_GPU_CURSOR_POS, 12, 0);
        put(0, scanout);
        put(4, x);
        put(8, y);
    }

    void cursor(int scanout, int x, int y, Cursor cursor) {
        begin(VHOST_USER_GPU_CURSOR_UPDATE, UPDATE_FIXED + CURSOR_PIXELS, 0);
        put(0, scanout);
        put(4, x);
        put(8, y);
        put(12, cursor.hotX());
        put(16, cursor.hotY());
        picture = true;
        cursor.copyTo(bytes.asSlice(HEADER + UPDATE_FIXED, CURSOR_PIXELS));
    }

    private void begin(int request, long payload, long pixelBytes) {
        bytes.set(U32, 0, request);
        bytes.set(U32, 4, 0);
        bytes.set(U32, 8, (int) (payload + pixelBytes));
        length = HEADER + payload;
        sent = 0;
        picture = false;
    }

    private void put(long at, int value) {
        bytes.set(U32, HEADER + at, value);
    }

    /// Sends some of it.
    ///
    /// @return bytes the socket took, 0 if it takes none now
    /// @throws LinuxException.Disconnected if the VMM is gone
    long send(UnixSocket socket) {
        long taken;
        if (updating != null && (sent == length || pixels.copies())) {
            taken = pixels.send(socket, bytes.asSlice(sent, length - sent));
        } else {
            taken = socket.send(bytes.asSlice(sent, length - sent), List.of());
        }
        sent = Math.min(length, sent + taken);
        if (updating != null && sent == length && pixels.done()) {
            VmmSurface surface = updating;
            updating = null;
            surface.delivered(pixels.copied());
        }
        return taken;
    }

    /// What has not been sent never will be.
    @Override
    public void close() {
        if (updating != null) {
            updating.lost(pixels.copied());
            updating = null;
        }
        pixels.close();
    }
}
