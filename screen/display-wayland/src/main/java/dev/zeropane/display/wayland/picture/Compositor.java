// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.wayland.globals.DmaBufFormats;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShmPool;
import java.util.Set;
import java.util.function.Consumer;

/// What is known of the compositor: which pictures it takes without a copy. It outlives
/// connections. All methods but [#takesDmaBuf] belong to the display's thread.
public final class Compositor {
    private static final Set<String> SHM_INTERFACES =
            Set.of(WlShm.INTERFACE.name(), WlShmPool.INTERFACE.name(), WlBuffer.INTERFACE.name());

    private final Consumer<String> log;

    /// Formats of dma-bufs. Empty while there is no connection, and after the compositor refused a
    /// dma-buf.
    private volatile DmaBufFormats dmaBufs = DmaBufFormats.NONE;

    private boolean guestMemorySent;
    private boolean guestMemoryRefused;

    /// @param log gets a line when the compositor refuses something
    public Compositor(Consumer<String> log) {
        this.log = log;
    }

    /// Whether the compositor takes dma-bufs of this format. Safe from any thread.
    public boolean takesDmaBuf(PixelFormat format) {
        return dmaBufs.takes(format);
    }

    DmaBufFormats dmaBufs() {
        return dmaBufs;
    }

    /// Sets the formats that the compositor of a new connection takes as dma-bufs.
    public void offerDmaBufs(DmaBufFormats formats) {
        dmaBufs = formats;
    }

    /// Stops sending dma-bufs for all windows, as the compositor refused a frame whose format it
    /// had announced.
    void stopDmaBufs(Frame refused) {
        if (dmaBufs == DmaBufFormats.NONE) {
            return;
        }
        dmaBufs = DmaBufFormats.NONE;
        log.accept(
                "the compositor refused a dma-buf (%dx%d, %s, stride %d, offset %d): pixels are copied for it from now on"
                        .formatted(
                                refused.width(),
                                refused.height(),
                                refused.format().opaque(),
                                refused.stride(),
                                refused.offset()));
    }

    /// Whether to send memory that guests draw into as a `wl_shm_pool` ([GuestPoolBuffers]). A
    /// compositor that refuses a pool ends the connection, so after the first refusal no compositor
    /// gets guest memory.
    boolean takesGuestMemory() {
        return !guestMemoryRefused;
    }

    /// The compositor was sent memory that a guest draws into.
    void markGuestMemorySent() {
        guestMemorySent = true;
    }

    /// The connection has ended.
    ///
    /// @param blamed the interface of the object that the compositor named in its error, or ""
    public void endConnection(String blamed) {
        dmaBufs = DmaBufFormats.NONE;
        boolean refused = guestMemorySent && SHM_INTERFACES.contains(blamed);
        guestMemorySent = false;
        if (refused) {
            guestMemoryRefused = true;
            log.accept(
                    "the compositor does not take memory that the guest draws into: pixels are"
                            + " copied for it from now on");
        }
    }
}
