// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;

import dev.zeropane.builtinguest.GpuDriver.Entry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Requests of virtio-gpu as bytes (VIRTIO 1.3 §5.7.6).
public final class Commands {
    private Commands() {}

    /// A header of this type, then words.
    public static byte[] of(int type, int... words) {
        byte[] request = new byte[CTRL_HDR_SIZE + Integer.BYTES * words.length];
        ByteBuffer bytes = le(request);
        bytes.putInt(0, type);
        for (int i = 0; i < words.length; i++) {
            bytes.putInt(CTRL_HDR_SIZE + Integer.BYTES * i, words[i]);
        }
        return request;
    }

    public static byte[] create(int id, int format, int width, int height) {
        return of(VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, id, format, width, height);
    }

    public static byte[] flush(int id, int x, int y, int width, int height) {
        return of(VIRTIO_GPU_CMD_RESOURCE_FLUSH, x, y, width, height, id, 0);
    }

    public static byte[] unref(int id) {
        return of(VIRTIO_GPU_CMD_RESOURCE_UNREF, id, 0);
    }

    public static byte[] setScanout(int scanout, int id, int x, int y, int width, int height) {
        return of(VIRTIO_GPU_CMD_SET_SCANOUT, x, y, width, height, scanout, id);
    }

    public static byte[] transfer(int id, int x, int y, int width, int height, long offset) {
        return of(
                VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
                x,
                y,
                width,
                height,
                (int) offset,
                (int) (offset >>> 32),
                id,
                0);
    }

    public static byte[] detach(int id) {
        return of(VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, id, 0);
    }

    /// An ATTACH_BACKING that claims some number of entries and brings those given.
    public static byte[] attach(int id, int claimed, Entry... entries) {
        byte[] request = new byte[CTRL_HDR_SIZE + 8 + 16 * entries.length];
        ByteBuffer bytes = le(request);
        bytes.put(of(VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING, id, claimed));
        for (Entry entry : entries) {
            bytes.putLong(entry.gpa()).putInt(entry.length()).putInt(0);
        }
        return request;
    }

    public static byte[] cursor(int type, int scanout, int x, int y, int id, int hotX, int hotY) {
        return of(type, scanout, x, y, 0, id, hotX, hotY, 0);
    }

    /// The bytes of a response that has nothing but a type.
    public static byte[] header(int type) {
        return of(type);
    }

    public static int type(byte[] response) {
        return le(response).getInt(0);
    }

    public static ByteBuffer le(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
