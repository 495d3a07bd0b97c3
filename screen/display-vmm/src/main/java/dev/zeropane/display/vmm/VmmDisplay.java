// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import static dev.zeropane.display.vmm.VhostUserGpu.VHOST_USER_GPU_PROTOCOL_F_DMABUF2;

import dev.zeropane.display.Display;
import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.Surface;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Shows the screens in the VMM's own user interface, through the socket that the VMM passes for it
/// (QEMU, "Vhost-user-gpu Protocol"), and asks the VMM for the sizes of the screens.
///
/// Belongs to the device thread, which sends the pixels as the socket has room, so that the guest
/// cannot take memory back during a call. It never waits for the VMM, which may wait for this
/// process: a VMM that does not read gets fewer pictures.
///
/// With dma-bufs the VMM gets the guest's pages instead of pixels, and shows them with OpenGL. The
/// protocol does not tell whether the VMM has OpenGL: without it, the VMM takes the messages and
/// shows nothing.
public final class VmmDisplay implements Display, ScreenSizes {
    private final EventLoop loop;
    private final Consumer<String> log;
    private final boolean dmaBufs;
    private final List<VmmSurface> surfaces = new ArrayList<>();
    private final SizeRequests requests;
    private Optional<GpuSocket> socket = Optional.empty();
    private List<Optional<Mode>> sizes = List.of();
    private boolean wantsSizes;
    private FeatureState features = FeatureState.NEGOTIATED;
    private boolean modifiers;
    private int turn;

    /// How far the negotiation of protocol features has come.
    private enum FeatureState {
        NOT_ASKED,
        ASKED,
        ANSWERED,
        NEGOTIATED
    }

    /// @param log gets a line when a VMM breaks the protocol
    /// @param dmaBufs whether to send dma-bufs, as the VMM has OpenGL
    public VmmDisplay(EventLoop loop, Consumer<String> log, boolean dmaBufs) {
        this.loop = loop;
        this.log = log;
        this.dmaBufs = dmaBufs;
        this.requests = new SizeRequests(loop, this::ask, this::hasRead);
    }

    @Override
    public String name() {
        return "vmm";
    }

    @Override
    public Surface open(int scanout) {
        VmmSurface surface = new VmmSurface(this, scanout);
        surfaces.add(surface);
        return surface;
    }

    /// Uses another socket from now on, and takes ownership of it. VMMs pass a new one at each
    /// start of the device. A descriptor that is not a socket is refused.
    public void connect(Fd fd) {
        socket.ifPresent(GpuSocket::close);
        surfaces.forEach(VmmSurface::begin);
        modifiers = false;
        features = dmaBufs ? FeatureState.NOT_ASKED : FeatureState.NEGOTIATED;
        try {
            GpuSocket opened = new GpuSocket(loop, UnixSocket.adopt(fd), new SocketEvents());
            socket = Optional.of(opened);
            requests.connected();
            opened.schedule();
        } catch (LinuxException e) {
            fd.discard();
            disconnect();
            logGivenUp(e.getMessage());
        }
    }

    private void logGivenUp(String reason) {
        log.accept("the VMM's display socket is given up until the next: " + reason);
    }

    /// Closes the socket, if there is one.
    private void disconnect() {
        socket.ifPresent(GpuSocket::close);
        socket = Optional.empty();
        requests.disconnected();
    }

    /// Closes the socket and forgets the VMM's answers, as the VMM is gone.
    public void vmmGone() {
        disconnect();
        requests.vmmGone();
        sizes = List.of();
        surfaces.forEach(VmmSurface::vmmGone);
    }

    private final class SocketEvents implements GpuSocket.Events {
        @Override
        public boolean hasNext() {
            return wantsSizes
                    || switch (features) {
                        case NOT_ASKED, ANSWERED -> true;
                        case ASKED -> false;
                        case NEGOTIATED -> anySurfaceHasNext();
                    };
        }

        @Override
        public void next(Outgoing out) {
            if (wantsSizes) {
                wantsSizes = false;
                out.getDisplayInfo();
                return;
            }
            if (features != FeatureState.NEGOTIATED) {
                nextAboutFeatures(out);
                return;
            }
            // The surfaces take turns, so that a busy screen does not keep the others waiting.
            do {
                turn = (turn + 1) % surfaces.size();
            } while (!surfaces.get(turn).hasNext());
            surfaces.get(turn).next(out);
        }

        private void nextAboutFeatures(Outgoing out) {
            if (features == FeatureState.NOT_ASKED) {
                features = FeatureState.ASKED;
                out.getProtocolFeatures();
            } else {
                features = FeatureState.NEGOTIATED;
                out.setProtocolFeatures(modifiers ? VHOST_USER_GPU_PROTOCOL_F_DMABUF2 : 0);
            }
        }

        @Override
        public void protocolFeatures(long bits) {
            if (features == FeatureState.ASKED) {
                features = FeatureState.ANSWERED;
                modifiers = (bits & VHOST_USER_GPU_PROTOCOL_F_DMABUF2) != 0;
                changed();
            }
        }

        /// Nothing was sent since the update, so it belongs to the surface that had its turn last.
        @Override
        public void shown() {
            surfaces.get(turn).delivered(0);
        }

        @Override
        public void displayInfo(List<Optional<Mode>> modes) {
            sizes = modes;
            requests.answered();
        }

        @Override
        public void ended(Optional<String> reason) {
            if (reason.isPresent()) {
                logGivenUp(reason.get());
            }
            disconnect();
        }
    }

    private boolean anySurfaceHasNext() {
        for (VmmSurface surface : surfaces) {
            if (surface.hasNext()) {
                return true;
            }
        }
        return false;
    }

    private void ask() {
        wantsSizes = true;
        changed();
    }

    private boolean hasRead() {
        return !wantsSizes && socket.filter(GpuSocket::isAllReceived).isPresent();
    }

    /// Whether surfaces take dma-bufs.
    boolean sharesDmaBufs() {
        return dmaBufs;
    }

    /// Whether the VMM takes DMABUF_SCANOUT2.
    boolean takesModifiers() {
        return modifiers;
    }

    /// A surface has a new message.
    void changed() {
        socket.ifPresent(GpuSocket::schedule);
    }

    @Override
    public void refresh(Runnable done) {
        requests.add(done);
    }

    /// The VMM's last answer; before the first answer only the first screen is on, as in QEMU.
    @Override
    public Optional<Mode> of(int scanout) {
        if (sizes.isEmpty()) {
            return scanout == 0 ? Optional.of(Mode.DEFAULT) : Optional.empty();
        }
        return sizes.get(scanout);
    }

    /// Called after the loop has ended.
    @Override
    public void close() {
        disconnect();
    }
}
