// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.buffer;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.testkit.wayland.options.DmabufFormat;
import dev.zeropane.testkit.wayland.options.PixelLayout;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxBufferParamsV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxBufferParamsV1.Event;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxBufferParamsV1.Request;
import java.util.Optional;

/// `zwp_linux_buffer_params_v1`: puts a buffer together. Only formats of one plane are offered.
final class BufferParams extends Resource<Request, Event> {
    /// `zwp_linux_buffer_params_v1.error`.
    private static final int ALREADY_USED = 0;

    private static final int PLANE_IDX = 1;
    private static final int PLANE_SET = 2;
    private static final int INCOMPLETE = 3;
    private static final int INVALID_FORMAT = 4;
    private static final int INVALID_DIMENSIONS = 5;
    private static final int OUT_OF_BOUNDS = 6;

    private static final int MAX_PLANES = 4;

    /// Offset and stride are unsigned.
    private record Plane(Fd fd, int offset, int stride, long modifier) {}

    /// What a buffer is made of.
    private record Made(Buffer.Layout layout, SharedMemory memory) {
        Buffer buffer(Client client, int id) {
            Buffer made = Buffer.ofDmabuf(client, id, layout, memory);
            memory.release();
            return made;
        }
    }

    private Optional<Plane> plane = Optional.empty();
    private boolean used;

    BufferParams(Client client, int id, int version) {
        super(client, ZwpLinuxBufferParamsV1.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        if (used && request != Request.DESTROY) {
            throw error(ALREADY_USED, this + " made a buffer already");
        }
        switch (request) {
            case DESTROY -> {}
            case ADD -> add(args);
            case CREATE -> {
                used = true;
                Optional<Made> made = create(args);
                server().disorder().sometime(() -> answer(made));
            }
            case CREATE_IMMED -> {
                used = true;
                int id = args.newId();
                create(args)
                        .ifPresentOrElse(
                                made -> client().add(made.buffer(client(), id)), () -> failed(id));
            }
        }
    }

    private void answer(Optional<Made> made) {
        if (!isAlive()) {
            made.ifPresent(unwanted -> unwanted.memory.release());
        } else {
            made.ifPresentOrElse(
                    wanted -> {
                        int id = client().newServerId();
                        event(Event.CREATED, client().add(wanted.buffer(client(), id)));
                    },
                    () -> event(Event.FAILED));
        }
    }

    private void failed(int id) {
        client().add(Buffer.failed(client(), id, new Buffer.Layout(0, 0, 0, 0, 0)));
        event(Event.FAILED);
    }

    private void add(Args args) {
        Fd fd = args.fd();
        int index = args.integer();
        int offset = args.integer();
        int stride = args.integer();
        long modifier = (long) args.integer() << 32;
        modifier |= Integer.toUnsignedLong(args.integer());
        if (index != 0 || plane.isPresent()) {
            fd.close();
            throw index < 0 || index >= MAX_PLANES
                    ? error(PLANE_IDX, "plane " + index)
                    : error(
                            index == 0 ? PLANE_SET : INCOMPLETE,
                            "plane " + index + " of a format with one");
        }
        plane = Optional.of(new Plane(fd, offset, stride, modifier));
    }

    /// @return nothing if it is as it should be, but not taken
    private Optional<Made> create(Args args) {
        int width = args.integer();
        int height = args.integer();
        int format = args.integer();
        int flags = args.integer();
        Plane from = plane.orElseThrow(() -> error(INCOMPLETE, "no plane was added"));
        DmabufFormat wanted = new DmabufFormat(format, from.modifier);
        if (!server().options().dmabufFormats().contains(wanted)) {
            throw error(INVALID_FORMAT, wanted + " was not offered");
        }
        if (width < 1 || height < 1) {
            throw error(INVALID_DIMENSIONS, width + "x" + height);
        }
        check(from, width, height, PixelLayout.bytes(format));
        if (flags != 0 || server().behaviour().refusesDmabufs()) {
            return Optional.empty();
        }
        Buffer.Layout layout = new Buffer.Layout(width, height, from.offset, from.stride, format);
        return map(from).map(memory -> new Made(layout, memory));
    }

    private void check(Plane from, int width, int height, int bytes) {
        long stride = Integer.toUnsignedLong(from.stride);
        long offset = Integer.toUnsignedLong(from.offset);
        long end = offset + stride * (height - 1) + (long) width * bytes;
        if (stride < (long) width * bytes || end > from.fd.size() || end > Integer.MAX_VALUE) {
            throw error(
                    OUT_OF_BOUNDS,
                    "%dx%d, stride %d, at %d of a dma-buf of %d bytes"
                            .formatted(width, height, stride, offset, from.fd.size()));
        }
    }

    /// The descriptor is the memory's from then on.
    private Optional<SharedMemory> map(Plane from) {
        try {
            SharedMemory memory = new SharedMemory(from.fd, from.fd.size());
            plane = Optional.empty();
            return Optional.of(memory);
        } catch (LinuxException e) {
            return Optional.empty();
        }
    }

    @Override
    protected void destroyed() {
        plane.ifPresent(left -> left.fd.close());
    }
}
