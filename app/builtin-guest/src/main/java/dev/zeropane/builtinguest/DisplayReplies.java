// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static dev.zeropane.builtinguest.VirtioGpu.*;

import dev.zeropane.builtinguest.GpuDriver.DisplayInfo;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// The payloads of a VMM's answers on the display socket: three of them are responses of a
/// virtio-gpu's commands.
public final class DisplayReplies {
    private static final int DISPLAY_INFO = CTRL_HDR_SIZE + VIRTIO_GPU_MAX_SCANOUTS * 24;
    private static final int EDID = CTRL_HDR_SIZE + 8 + 1024;

    /// One output of QEMU's own default size.
    public static final List<DisplayInfo.Display> ONE_DISPLAY =
            List.of(new DisplayInfo.Display(new Rect(0, 0, 1280, 800), true, 0));

    private DisplayReplies() {}

    /// A valid block that says nothing: header, version 1.4, checksum.
    public static byte[] emptyEdid() {
        byte[] block = ByteBuffer.allocate(128).putLong(0x00ffffffffffff00L).array();
        block[18] = 1;
        block[19] = 4;
        int sum = 0;
        for (byte one : block) {
            sum += one;
        }
        block[127] = (byte) -sum;
        return block;
    }

    public static byte[] protocolFeatures(long features) {
        byte[] payload = new byte[Long.BYTES];
        wrap(payload).putLong(features);
        return payload;
    }

    public static byte[] displayInfo(List<DisplayInfo.Display> displays) {
        byte[] payload = new byte[DISPLAY_INFO];
        ByteBuffer to = wrap(payload).putInt(VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
        to.position(CTRL_HDR_SIZE);
        for (DisplayInfo.Display display : displays) {
            Rect rect = display.rect();
            to.putInt(rect.x()).putInt(rect.y()).putInt(rect.width()).putInt(rect.height());
            to.putInt(display.enabled() ? 1 : 0).putInt(display.flags());
        }
        return payload;
    }

    public static byte[] edid(byte[] edid) {
        byte[] payload = new byte[EDID];
        ByteBuffer to = wrap(payload).putInt(VIRTIO_GPU_RESP_OK_EDID);
        to.position(CTRL_HDR_SIZE);
        to.putInt(edid.length).putInt(0).put(edid);
        return payload;
    }

    private static ByteBuffer wrap(byte[] payload) {
        return ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
    }
}
