// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import static dev.zeropane.gpu.protocol.VirtioGpu.*;

/// A command of the guest, decoded from a private copy of its request. What it asks for is not
/// checked yet.
public sealed interface GpuCommand {
    /// What a guest asks when it wants to know the sizes of its screens.
    sealed interface SizeQuery extends GpuCommand {}

    record GetDisplayInfo() implements SizeQuery {}

    record GetEdid(int scanout) implements SizeQuery {}

    record ResourceCreate2d(int resource, int format, long width, long height)
            implements GpuCommand {}

    record ResourceUnref(int resource) implements GpuCommand {}

    record SetScanout(GuestRect rect, int scanout, int resource) implements GpuCommand {}

    record ResourceFlush(GuestRect rect, int resource) implements GpuCommand {}

    record TransferToHost2d(GuestRect rect, long offset, int resource) implements GpuCommand {}

    record ResourceAttachBacking(int resource, MemEntries entries) implements GpuCommand {}

    record ResourceDetachBacking(int resource) implements GpuCommand {}

    /// Cursor fields are 32-bit unsigned; position may be partly off the screen, as two's
    /// complement.
    record UpdateCursor(int scanout, int x, int y, int resource, int hotX, int hotY)
            implements GpuCommand {}

    /// @param resource 0 if the pointer is not to be seen
    record MoveCursor(int scanout, int x, int y, int resource) implements GpuCommand {}

    /// A request too short to say what it is.
    record TooShort() implements GpuCommand {}

    /// A type that is not served here, or a request too short for its type.
    record Unsupported(int type) implements GpuCommand {}

    /// Decodes the request whose header was read already.
    static GpuCommand read(RequestBytes request, int type) {
        return switch (type) {
            case VIRTIO_GPU_CMD_GET_DISPLAY_INFO -> new GetDisplayInfo();
            case VIRTIO_GPU_CMD_GET_EDID ->
                    request.has(24, 8) ? new GetEdid(request.le32(24)) : new Unsupported(type);
            case VIRTIO_GPU_CMD_RESOURCE_CREATE_2D ->
                    request.has(24, 16)
                            ? new ResourceCreate2d(
                                    request.le32(24),
                                    request.le32(28),
                                    request.unsigned(32),
                                    request.unsigned(36))
                            : new Unsupported(type);
            case VIRTIO_GPU_CMD_RESOURCE_UNREF ->
                    request.has(24, 8)
                            ? new ResourceUnref(request.le32(24))
                            : new Unsupported(type);
            case VIRTIO_GPU_CMD_SET_SCANOUT ->
                    request.has(24, 24)
                            ? new SetScanout(request.rect(24), request.le32(40), request.le32(44))
                            : new Unsupported(type);
            case VIRTIO_GPU_CMD_RESOURCE_FLUSH ->
                    request.has(24, 24)
                            ? new ResourceFlush(request.rect(24), request.le32(40))
                            : new Unsupported(type);
            case VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D ->
                    request.has(24, 32)
                            ? new TransferToHost2d(
                                    request.rect(24), request.le64(40), request.le32(48))
                            : new Unsupported(type);
            case VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING ->
                    MemEntries.read(request, 32, request.has(24, 8) ? request.unsigned(28) : -1)
                            .<GpuCommand>map(
                                    entries -> new ResourceAttachBacking(request.le32(24), entries))
                            .orElse(new Unsupported(type));
            case VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING ->
                    request.has(24, 8)
                            ? new ResourceDetachBacking(request.le32(24))
                            : new Unsupported(type);
            case VIRTIO_GPU_CMD_UPDATE_CURSOR ->
                    request.has(24, 32)
                            ? new UpdateCursor(
                                    request.le32(24),
                                    request.le32(28),
                                    request.le32(32),
                                    request.le32(40),
                                    request.le32(44),
                                    request.le32(48))
                            : new Unsupported(type);
            case VIRTIO_GPU_CMD_MOVE_CURSOR ->
                    request.has(24, 32)
                            ? new MoveCursor(
                                    request.le32(24),
                                    request.le32(28),
                                    request.le32(32),
                                    request.le32(40))
                            : new Unsupported(type);
            default -> new Unsupported(type);
        };
    }
}
