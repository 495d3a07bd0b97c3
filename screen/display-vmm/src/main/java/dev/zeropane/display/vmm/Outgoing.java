// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import static dev.zeropane.display.vmm.VhostUserGpu.*;

import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.vmm.protocol.CursorPosition;
import dev.zeropane.display.vmm.protocol.CursorUpdate;
import dev.zeropane.display.vmm.protocol.DmaBufScanout;
import dev.zeropane.display.vmm.protocol.Features;
import dev.zeropane.display.vmm.protocol.Header;
import dev.zeropane.display.vmm.protocol.ScreenSize;
import dev.zeropane.display.vmm.protocol.Update;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.struct.NativeOrder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// The one message that is being sent to the VMM. It is written only when there is room for it,
/// from the state at that time, so messages never queue up.
final class Outgoing implements AutoCloseable {
    /// Room for the longest message, without an update's pixels.
    private final MemorySegment bytes =
            Arena.ofAuto().allocate(Header.SIZE + CursorUpdate.SIZE, Integer.BYTES);

    private final MemorySegment payload = bytes.asSlice(Header.SIZE);
    private final PixelStream pixels = new PixelStream();
    private long length;
    private long sent;
    private VmmSurface updating;
    private Optional<DmaBuf> buffer = Optional.empty();
    private Kind kind = Kind.OTHER;

    /// How the VMM handles the message.
    enum Kind {
        /// The message contains pixels.
        PICTURE,
        /// The VMM shows a dma-buf, and answers then.
        SHOWING,
        OTHER
    }

    Kind kind() {
        return kind;
    }

    /// Whether the whole message has been handed to the kernel.
    boolean isDone() {
        return sent == length && updating == null;
    }

    void getDisplayInfo() {
        begin(VHOST_USER_GPU_GET_DISPLAY_INFO, 0, 0);
    }

    void getProtocolFeatures() {
        begin(VHOST_USER_GPU_GET_PROTOCOL_FEATURES, 0, 0);
    }

    void setProtocolFeatures(long bits) {
        begin(VHOST_USER_GPU_SET_PROTOCOL_FEATURES, Features.SIZE, 0);
        new Features(bits).write(payload);
    }

    /// @param width 0 for a screen that is off
    void scanout(int scanout, int width, int height) {
        begin(VHOST_USER_GPU_SCANOUT, ScreenSize.SIZE, 0);
        new ScreenSize(scanout, width, height).write(payload);
    }

    /// The pixels of `rect`; calls `surface` when the last of them was sent.
    void update(VmmSurface surface, int scanout, Frame frame, Rect rect) {
        begin(VHOST_USER_GPU_UPDATE, Update.SIZE, PixelStream.bytes(rect));
        Update.of(scanout, rect).write(payload);
        pixels.begin(frame, rect);
        updating = surface;
        kind = Kind.PICTURE;
    }

    /// A dma-buf becomes the screen, from its top left. Takes ownership, and closes it when it was
    /// sent.
    ///
    /// @param modifier whether the VMM supports the message with a modifier
    void dmaBufScanout(int scanout, Frame frame, DmaBuf shared, boolean modifier) {
        dmaBufScanout(DmaBufScanout.of(scanout, frame), modifier);
        buffer = Optional.of(shared);
    }

    /// The VMM releases the dma-buf that it shows.
    void noDmaBufScanout(int scanout, boolean modifier) {
        dmaBufScanout(DmaBufScanout.none(scanout), modifier);
    }

    private void dmaBufScanout(DmaBufScanout shown, boolean modifier) {
        int request = modifier ? VHOST_USER_GPU_DMABUF_SCANOUT2 : VHOST_USER_GPU_DMABUF_SCANOUT;
        begin(request, DmaBufScanout.size(modifier), 0);
        shown.write(payload, modifier);
    }

    /// Part of the dma-buf that is shown changed.
    void dmaBufUpdate(int scanout, Rect rect) {
        begin(VHOST_USER_GPU_DMABUF_UPDATE, Update.SIZE, 0);
        Update.of(scanout, rect).write(payload);
        kind = Kind.SHOWING;
    }

    void cursorPosition(int scanout, int x, int y, boolean hidden) {
        int request = hidden ? VHOST_USER_GPU_CURSOR_POS_HIDE : VHOST_USER_GPU_CURSOR_POS;
        begin(request, CursorPosition.SIZE, 0);
        new CursorPosition(scanout, x, y).write(payload);
    }

    void cursor(int scanout, int x, int y, CursorPicture cursor) {
        CursorPicture fitted = FittedCursor.of(cursor);
        begin(VHOST_USER_GPU_CURSOR_UPDATE, CursorUpdate.SIZE, 0);
        new CursorUpdate(new CursorPosition(scanout, x, y), fitted.hotX(), fitted.hotY())
                .write(payload);
        kind = Kind.PICTURE;
        int[] argb = fitted.argb();
        MemorySegment.copy(argb, 0, payload, NativeOrder.U32, CursorUpdate.DATA, argb.length);
    }

    private void begin(int request, long size, long pixelBytes) {
        new Header(request, 0, size + pixelBytes).write(bytes);
        length = Header.SIZE + size;
        sent = 0;
        kind = Kind.OTHER;
    }

    /// Sends part of the message.
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
                // The descriptor was sent with the first byte.
                closeBuffer();
            }
        }
        sent = Math.min(length, sent + taken);
        if (updating != null && sent == length && pixels.isDone()) {
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

    /// Drops the rest of the message.
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
