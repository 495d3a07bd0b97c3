// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.buffer;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.testkit.wayland.options.PixelLayout;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.ProtocolError;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShm.Event;
import dev.zeropane.wayland.protocol.WlShm.Request;

/// `wl_shm`: memory of the client's.
public final class Shm extends Resource<Request, Event> {
    /// `wl_shm.error`.
    static final int INVALID_FORMAT = 0;

    static final int INVALID_STRIDE = 1;
    static final int INVALID_FD = 2;

    public Shm(Client client, int id, int version) {
        super(client, WlShm.INTERFACE, id, version);
    }

    @Override
    protected void bound() {
        server().options().shmFormats().forEach(format -> event(Event.FORMAT, code(format)));
    }

    /// Two formats have numbers of their own here.
    private static int code(int format) {
        return switch (format) {
            case PixelLayout.DRM_FORMAT_ARGB8888 -> WlShm.FORMAT_ARGB8888;
            case PixelLayout.DRM_FORMAT_XRGB8888 -> WlShm.FORMAT_XRGB8888;
            default -> format;
        };
    }

    static int format(int code) {
        return switch (code) {
            case WlShm.FORMAT_ARGB8888 -> PixelLayout.DRM_FORMAT_ARGB8888;
            case WlShm.FORMAT_XRGB8888 -> PixelLayout.DRM_FORMAT_XRGB8888;
            default -> code;
        };
    }

    @Override
    protected void request(Request request, Args args) {
        int id = args.newId();
        Fd fd = args.fd();
        int size = args.integer();
        try {
            if (size < 1) {
                throw error(INVALID_STRIDE, "a pool of " + size + " bytes");
            }
            if (fd.size() < size) {
                throw error(
                        INVALID_FD,
                        "a pool of %d bytes in a file of %d".formatted(size, fd.size()));
            }
            if (size > server().options().largestPool()) {
                throw error(INVALID_FD, "failed mmap of %d bytes".formatted(size));
            }
            SharedMemory memory = map(fd, size);
            client().add(new ShmPool(client(), id, version(), memory));
        } catch (ProtocolError e) {
            fd.close();
            throw e;
        }
    }

    private SharedMemory map(Fd fd, int size) {
        try {
            return new SharedMemory(fd, size);
        } catch (LinuxException e) {
            throw error(INVALID_FD, e.getMessage());
        }
    }
}
