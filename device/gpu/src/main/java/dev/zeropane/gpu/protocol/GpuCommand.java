// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import static dev.zeropane.gpu.protocol.VirtioGpu.*;
import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.LittleEndian.LE64;
import static dev.zeropane.linux.struct.LittleEndian.le32;
import static dev.zeropane.linux.struct.LittleEndian.le64;
import static dev.zeropane.linux.struct.LittleEndian.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Optional;
import java.util.function.Function;

/// A command of the guest, decoded from a private copy of its request. Its values are not checked
/// yet.
public sealed interface GpuCommand {
    /// Decodes a request.
    static GpuCommand read(RequestBytes request) {
        return request.has(CtrlHeader.SIZE)
                ? read(request, request.header().type())
                : new TooShort();
    }

    private static GpuCommand read(RequestBytes request, int type) {
        return switch (type) {
            case VIRTIO_GPU_CMD_GET_DISPLAY_INFO -> new GetDisplayInfo();
            case VIRTIO_GPU_CMD_GET_EDID -> decode(request, type, GetEdid.LAYOUT, GetEdid::read);
            case VIRTIO_GPU_CMD_RESOURCE_CREATE_2D ->
                    decode(request, type, ResourceCreate2d.LAYOUT, ResourceCreate2d::read);
            case VIRTIO_GPU_CMD_RESOURCE_UNREF ->
                    decode(request, type, ResourceUnref.LAYOUT, ResourceUnref::read);
            case VIRTIO_GPU_CMD_SET_SCANOUT ->
                    decode(request, type, SetScanout.LAYOUT, SetScanout::read);
            case VIRTIO_GPU_CMD_RESOURCE_FLUSH ->
                    decode(request, type, ResourceFlush.LAYOUT, ResourceFlush::read);
            case VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D ->
                    decode(request, type, TransferToHost2d.LAYOUT, TransferToHost2d::read);
            case VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING ->
                    ResourceAttachBacking.read(request).orElse(new Unsupported(type));
            case VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING ->
                    decode(
                            request,
                            type,
                            ResourceDetachBacking.LAYOUT,
                            ResourceDetachBacking::read);
            case VIRTIO_GPU_CMD_UPDATE_CURSOR ->
                    decode(request, type, UpdateCursor.LAYOUT, UpdateCursor::read);
            case VIRTIO_GPU_CMD_MOVE_CURSOR ->
                    decode(request, type, UpdateCursor.LAYOUT, MoveCursor::read);
            default -> new Unsupported(type);
        };
    }

    private static GpuCommand decode(
            RequestBytes request,
            int type,
            StructLayout struct,
            Function<MemorySegment, GpuCommand> read) {
        return request.has(struct.byteSize())
                ? read.apply(request.buffer())
                : new Unsupported(type);
    }

    /// A query for the sizes of the screens.
    sealed interface SizeQuery extends GpuCommand {}

    record GetDisplayInfo() implements SizeQuery {}

    record GetEdid(int scanout) implements SizeQuery {
        static final StructLayout LAYOUT =
                Struct.of(
                        "virtio_gpu_cmd_get_edid",
                        CtrlHeader.field(),
                        LE32.withName("scanout"),
                        LE32.withName("padding"));
        private static final long SCANOUT = offset(LAYOUT, "scanout");

        private static GetEdid read(MemorySegment from) {
            return new GetEdid(le32(from, SCANOUT));
        }
    }

    record ResourceCreate2d(int resource, int format, long width, long height)
            implements GpuCommand {
        static final StructLayout LAYOUT =
                Struct.of(
                        "virtio_gpu_resource_create_2d",
                        CtrlHeader.field(),
                        LE32.withName("resource_id"),
                        LE32.withName("format"),
                        LE32.withName("width"),
                        LE32.withName("height"));
        private static final long RESOURCE_ID = offset(LAYOUT, "resource_id");
        private static final long FORMAT = offset(LAYOUT, "format");
        private static final long WIDTH = offset(LAYOUT, "width");
        private static final long HEIGHT = offset(LAYOUT, "height");

        private static ResourceCreate2d read(MemorySegment from) {
            return new ResourceCreate2d(
                    le32(from, RESOURCE_ID),
                    le32(from, FORMAT),
                    unsigned(from, WIDTH),
                    unsigned(from, HEIGHT));
        }
    }

    record ResourceUnref(int resource) implements GpuCommand {
        static final StructLayout LAYOUT =
                Struct.of(
                        "virtio_gpu_resource_unref",
                        CtrlHeader.field(),
                        LE32.withName("resource_id"),
                        LE32.withName("padding"));
        private static final long RESOURCE_ID = offset(LAYOUT, "resource_id");

        private static ResourceUnref read(MemorySegment from) {
            return new ResourceUnref(le32(from, RESOURCE_ID));
        }
    }

    record SetScanout(GuestRect rect, int scanout, int resource) implements GpuCommand {
        static final StructLayout LAYOUT =
                Struct.of(
                        "virtio_gpu_set_scanout",
                        CtrlHeader.field(),
                        GuestRect.LAYOUT.withName("r"),
                        LE32.withName("scanout_id"),
                        LE32.withName("resource_id"));
        private static final long R = offset(LAYOUT, "r");
        private static final long SCANOUT_ID = offset(LAYOUT, "scanout_id");
        private static final long RESOURCE_ID = offset(LAYOUT, "resource_id");

        private static SetScanout read(MemorySegment from) {
            return new SetScanout(
                    GuestRect.read(from, R), le32(from, SCANOUT_ID), le32(from, RESOURCE_ID));
        }
    }

    record ResourceFlush(GuestRect rect, int resource) implements GpuCommand {
        static final StructLayout LAYOUT =
                Struct.of(
                        "virtio_gpu_resource_flush",
                        CtrlHeader.field(),
                        GuestRect.LAYOUT.withName("r"),
                        LE32.withName("resource_id"),
                        LE32.withName("padding"));
        private static final long R = offset(LAYOUT, "r");
        private static final long RESOURCE_ID = offset(LAYOUT, "resource_id");

        private static ResourceFlush read(MemorySegment from) {
            return new ResourceFlush(GuestRect.read(from, R), le32(from, RESOURCE_ID));
        }
    }

    /// @param offset any 64-bit unsigned number
    record TransferToHost2d(GuestRect rect, long offset, int resource) implements GpuCommand {
        static final StructLayout LAYOUT =
                Struct.of(
                        "virtio_gpu_transfer_to_host_2d",
                        CtrlHeader.field(),
                        GuestRect.LAYOUT.withName("r"),
                        LE64.withName("offset"),
                        LE32.withName("resource_id"),
                        LE32.withName("padding"));
        private static final long R = Struct.offset(LAYOUT, "r");
        private static final long OFFSET = Struct.offset(LAYOUT, "offset");
        private static final long RESOURCE_ID = Struct.offset(LAYOUT, "resource_id");

        private static TransferToHost2d read(MemorySegment from) {
            return new TransferToHost2d(
                    GuestRect.read(from, R), le64(from, OFFSET), le32(from, RESOURCE_ID));
        }
    }

    record ResourceAttachBacking(int resource, MemEntries entries) implements GpuCommand {
        static final StructLayout LAYOUT =
                Struct.of(
                        "virtio_gpu_resource_attach_backing",
                        CtrlHeader.field(),
                        LE32.withName("resource_id"),
                        LE32.withName("nr_entries"));
        private static final long RESOURCE_ID = offset(LAYOUT, "resource_id");
        private static final long NR_ENTRIES = offset(LAYOUT, "nr_entries");

        /// The entries follow the structure.
        private static Optional<GpuCommand> read(RequestBytes request) {
            if (!request.has(LAYOUT.byteSize())) {
                return Optional.empty();
            }
            MemorySegment from = request.buffer();
            return MemEntries.read(request, LAYOUT.byteSize(), unsigned(from, NR_ENTRIES))
                    .map(entries -> new ResourceAttachBacking(le32(from, RESOURCE_ID), entries));
        }
    }

    record ResourceDetachBacking(int resource) implements GpuCommand {
        static final StructLayout LAYOUT =
                Struct.of(
                        "virtio_gpu_resource_detach_backing",
                        CtrlHeader.field(),
                        LE32.withName("resource_id"),
                        LE32.withName("padding"));
        private static final long RESOURCE_ID = offset(LAYOUT, "resource_id");

        private static ResourceDetachBacking read(MemorySegment from) {
            return new ResourceDetachBacking(le32(from, RESOURCE_ID));
        }
    }

    /// The fields are 32-bit numbers; x and y are signed, because a pointer may be partly off the
    /// screen.
    record UpdateCursor(int scanout, int x, int y, int resource, int hotX, int hotY)
            implements GpuCommand {
        static final StructLayout POSITION =
                Struct.of(
                        "virtio_gpu_cursor_pos",
                        LE32.withName("scanout_id"),
                        LE32.withName("x"),
                        LE32.withName("y"),
                        LE32.withName("padding"));
        static final StructLayout LAYOUT =
                Struct.of(
                        "virtio_gpu_update_cursor",
                        CtrlHeader.field(),
                        POSITION.withName("pos"),
                        LE32.withName("resource_id"),
                        LE32.withName("hot_x"),
                        LE32.withName("hot_y"),
                        LE32.withName("padding"));
        private static final long SCANOUT_ID = offset(LAYOUT, "pos", "scanout_id");
        private static final long X = offset(LAYOUT, "pos", "x");
        private static final long Y = offset(LAYOUT, "pos", "y");
        private static final long RESOURCE_ID = offset(LAYOUT, "resource_id");
        private static final long HOT_X = offset(LAYOUT, "hot_x");
        private static final long HOT_Y = offset(LAYOUT, "hot_y");

        private static UpdateCursor read(MemorySegment from) {
            return new UpdateCursor(
                    le32(from, SCANOUT_ID),
                    le32(from, X),
                    le32(from, Y),
                    le32(from, RESOURCE_ID),
                    le32(from, HOT_X),
                    le32(from, HOT_Y));
        }
    }

    /// The same structure as that of UPDATE_CURSOR; the hot spot is ignored.
    ///
    /// @param resource 0 to hide the pointer
    record MoveCursor(int scanout, int x, int y, int resource) implements GpuCommand {
        private static MoveCursor read(MemorySegment from) {
            UpdateCursor all = UpdateCursor.read(from);
            return new MoveCursor(all.scanout, all.x, all.y, all.resource);
        }
    }

    /// A request too short for a header.
    record TooShort() implements GpuCommand {}

    /// An unsupported type, or a request too short for its type.
    record Unsupported(int type) implements GpuCommand {}
}
