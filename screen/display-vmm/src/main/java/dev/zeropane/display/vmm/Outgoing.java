// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import static dev.zeropane.display.vmm.VhostUserGpu.*;

import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/// The one message that is on its way to the VMM: made only when there is room for it, of what is
/// true then, so nothing ever queues up.
final class Outgoing implements AutoCloseable {
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED;

    private static final long CURSOR_PIXELS =
            (long) FittedCursor.SIDE * FittedCursor.SIDE * Integer.BYTES;

    private final MemorySegment bytes =
            Arena.ofAuto().allocate(HEADER + UPDATE_FIXED + CURSOR_PIXELS, Integer.BYTES);
    private final PixelStream pixels = new PixelStream();
    private long length;
    private long sent;
    private VmmSurface updating;
    private Optional<DmaBuf> buffer = Optional.empty();
    private Kind kind = Kind.OTHER;

    /// What the VMM does with it.
    enum Kind {
        /// It reads the pixels in it.
        PICTURE,
        /// It shows a dma-buf, and answers when it has.
        SHOWING,
        OTHER
    }

    Kind kind() {
        return kind;
    }

    /// Whether all of it has been handed to the kernel.
    boolean done() {
        return sent == length && updating == null;
    }

    void getDisplayInfo() {
        begin(VHOST_USER_GPU_GET_DISPLAY_INFO, 0, 0);
    }

    void getProtocolFeatures() {
        begin(VHOST_USER_GPU_GET_PROTOCOL_FEATURES, 0, 0);
    }

    void setProtocolFeatures(long bits) {
        begin(VHOST_USER_GPU_SET_PROTOCOL_FEATURES, FEATURES_SIZE, 0);
        bytes.set(U64, HEADER, bits);
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
        begin(VHOST_USER_GPU_UPDATE, UPDATE_FIXED, PixelStream.bytes(rect));
        putRect(scanout, rect);
        pixels.begin(frame, rect);
        updating = surface;
        kind = Kind.PICTURE;
    }

    /// A dma-buf from its top left, which becomes the screen. It is taken over, and closed when it
    /// was sent.
    ///
    /// @param modifier whether the VMM takes the message that has one
    void dmaBufScanout(int scanout, Frame frame, DmaBuf shared, boolean modifier) {
        beginDmaBufScanout(scanout, modifier);
        put(12, frame.width());
        put(16, frame.height());
        put(20, frame.stride() / frame.format().bytesPerPixel());
        put(24, frame.height());
        put(28, frame.stride());
        put(36, frame.format().fourcc());
        buffer = Optional.of(shared);
    }

    /// The VMM lets go of the dma-buf it shows.
    void noDmaBufScanout(int scanout, boolean modifier) {
        beginDmaBufScanout(scanout, modifier);
    }

    private void beginDmaBufScanout(int scanout, boolean modifier) {
        if (modifier) {
            begin(VHOST_USER_GPU_DMABUF_SCANOUT2, DMABUF_SCANOUT2_SIZE, 0);
        } else {
            begin(VHOST_USER_GPU_DMABUF_SCANOUT, DMABUF_SCANOUT_SIZE, 0);
        }
        bytes.asSlice(HEADER, length - HEADER).fill((byte) 0);
        put(0, scanout);
        if (modifier) {
            bytes.set(U64, HEADER + 40, LINEAR);
        }
    }

    /// Something was drawn in the dma-buf that is shown.
    void dmaBufUpdate(int scanout, Rect rect) {
        begin(VHOST_USER_GPU_DMABUF_UPDATE, UPDATE_FIXED, 0);
        putRect(scanout, rect);
        kind = Kind.SHOWING;
    }

    private void putRect(int scanout, Rect rect) {
        put(0, scanout);
        put(4, rect.x());
        put(8, rect.y());
        put(12, rect.width());
        put(16, rect.height());
    }

    void cursorPosition(int scanout, int x, int y, boolean hidden) {
        begin(hidden ? VHOST_USER_GPU_CURSOR_POS_HIDE : VHOST_USER_GPU_CURSOR_POS, 12, 0);
        put(0, scanout);
        put(4, x);
        put(8, y);
    }

    void cursor(int scanout, int x, int y, CursorPicture cursor) {
        CursorPicture fitted = FittedCursor.of(cursor);
        begin(VHOST_USER_GPU_CURSOR_UPDATE, UPDATE_FIXED + CURSOR_PIXELS, 0);
        put(0, scanout);
        put(4, x);
        put(8, y);
        put(12, fitted.hotX());
        put(16, fitted.hotY());
        kind = Kind.PICTURE;
        int[] argb = fitted.argb();
        MemorySegment.copy(argb, 0, bytes, U32, HEADER + UPDATE_FIXED, argb.length);
    }

    private void begin(int request, long payload, long pixelBytes) {
        bytes.set(U32, 0, request);
        bytes.set(U32, 4, 0);
        bytes.set(U32, 8, (int) (payload + pixelBytes));
        length = HEADER + payload;
        sent = 0;
        kind = Kind.OTHER;
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
            List<Fd> fds = buffer.map(DmaBuf::fd).map(List::of).orElse(List.of());
            taken = socket.send(bytes.asSlice(sent, length - sent), fds);
            if (taken > 0) {
                // It went with the first byte.
                closeBuffer();
            }
        }
        sent = Math.min(length, sent + taken);
        if (updating != null && sent == length && pixels.done()) {
            VmmSurface surface = updating;
            updating = null;
            surface.delivered(pixels.copied());
        }
        return taken;
    }

    private void closeBuffer() {
        buffer.ifPresent(DmaBuf::close);
        buffer = Optional.empty();
    }

    /// What has not been sent never will be.
    @Override
    public void close() {
        if (updating != null) {
            updating.lost(pixels.copied());
            updating = null;
        }
        closeBuffer();
        pixels.close();
    }
}
