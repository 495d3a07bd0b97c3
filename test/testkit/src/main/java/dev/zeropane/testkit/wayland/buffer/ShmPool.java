// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.buffer;

import dev.zeropane.testkit.wayland.options.PixelLayout;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.WlShmPool;
import dev.zeropane.wayland.protocol.WlShmPool.Request;

/// `wl_shm_pool`: makes buffers, which outlive it.
final class ShmPool extends Resource<Request, NoMessage> {
    private final SharedMemory memory;

    ShmPool(Client client, int id, int version, SharedMemory memory) {
        super(client, WlShmPool.INTERFACE, id, version);
        this.memory = memory;
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case CREATE_BUFFER -> createBuffer(args);
            case DESTROY -> {}
            case RESIZE -> {
                int size = args.integer();
                if (size < memory.size() || size > memory.fileSize()) {
                    throw error(
                            Shm.INVALID_FD,
                            "a pool of %d bytes resized to %d, in a file of %d"
                                    .formatted(memory.size(), size, memory.fileSize()));
                }
                memory.resize(size);
            }
        }
    }

    private void createBuffer(Args args) {
        int id = args.newId();
        int offset = args.integer();
        int width = args.integer();
        int height = args.integer();
        int stride = args.integer();
        int format = Shm.format(args.integer());
        if (!server().options().shmFormats().contains(format)) {
            throw error(Shm.INVALID_FORMAT, "format 0x%08x".formatted(format));
        }
        // As libwayland: the last row counts whole.
        if (offset < 0
                || width < 1
                || height < 1
                || stride < (long) width * PixelLayout.bytes(format)
                || offset + (long) stride * height > memory.size()) {
            throw error(
                    Shm.INVALID_STRIDE,
                    "%dx%d, stride %d, at %d of a pool of %d bytes"
                            .formatted(width, height, stride, offset, memory.size()));
        }
        Buffer.Layout layout = new Buffer.Layout(width, height, offset, stride, format);
        client().add(Buffer.ofShm(client(), id, layout, memory));
    }

    @Override
    protected void destroyed() {
        memory.release();
    }
}
