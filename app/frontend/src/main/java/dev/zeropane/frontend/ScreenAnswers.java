// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.frontend;

import static dev.zeropane.frontend.VhostUserGpu.*;
import static dev.zeropane.frontend.VirtioGpu.*;

import dev.zeropane.frontend.GpuDriver.DisplayInfo;
import dev.zeropane.frontend.GpuDriver.Rect;
import dev.zeropane.linux.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// What a [VmmScreen] answers, in the order it was asked, as QEMU does: an answer held up holds up
/// those behind it.
final class ScreenAnswers {
    private static final int DISPLAY_INFO = CTRL_HDR_SIZE + VIRTIO_GPU_MAX_SCANOUTS * 24;
    private static final int EDID = CTRL_HDR_SIZE + 8 + 1024;

    /// QEMU's own default.
    private static final DisplayInfo.Display DEFAULT =
            new DisplayInfo.Display(new Rect(0, 0, 1280, 800), true, 0);

    private final Channel channel;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long features = VHOST_USER_GPU_PROTOCOL_F_EDID | VHOST_USER_GPU_PROTOCOL_F_DMABUF2;
    private List<DisplayInfo.Display> displays = List.of(DEFAULT);
    private byte[] edid = emptyEdid();
    private boolean displayInfoHeld;
    private boolean updatesHeld;
    private boolean updateOpen;

    ScreenAnswers(UnixSocket socket) {
        channel = new Channel(socket);
    }

    /// A valid block that says nothing: header, version 1.4, checksum.
    private static byte[] emptyEdid() {
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

    void features(long bits) {
        features = bits;
    }

    long features() {
        return features;
    }

    void displays(List<DisplayInfo.Display> list) {
        displays = List.copyOf(list);
    }

    void edid(byte[] bytes) {
        edid = bytes.clone();
    }

    void holdDisplayInfo(boolean hold) {
        displayInfoHeld = hold;
        while (!hold && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    void protocolFeatures() {
        inOrder(this::sendProtocolFeatures);
    }

    void displayInfo() {
        if (displayInfoHeld) {
            waiting.add(this::sendDisplayInfo);
        } else {
            sendDisplayInfo();
        }
    }

    void edid() {
        inOrder(this::sendEdid);
    }

    void holdDmaBufUpdates(boolean hold) {
        updatesHeld = hold;
        if (!hold && updateOpen) {
            inOrder(this::sendUpdated);
        }
    }

    void dmaBufUpdate() {
        updateOpen = true;
        if (!updatesHeld) {
            inOrder(this::sendUpdated);
        }
    }

    /// Whether a DMABUF_UPDATE has not been answered.
    boolean isUpdateOpen() {
        return updateOpen;
    }

    private void inOrder(Runnable answer) {
        if (waiting.isEmpty()) {
            answer.run();
        } else {
            waiting.add(answer);
        }
    }

    private void sendProtocolFeatures() {
        byte[] payload = new byte[Long.BYTES];
        wrap(payload).putLong(features);
        send(VHOST_USER_GPU_GET_PROTOCOL_FEATURES, payload);
    }

    private void sendDisplayInfo() {
        byte[] payload = new byte[DISPLAY_INFO];
        ByteBuffer to = wrap(payload).putInt(VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
        to.position(CTRL_HDR_SIZE);
        for (DisplayInfo.Display display : displays) {
            Rect rect = display.rect();
            to.putInt(rect.x()).putInt(rect.y()).putInt(rect.width()).putInt(rect.height());
            to.putInt(display.enabled() ? 1 : 0).putInt(display.flags());
        }
        send(VHOST_USER_GPU_GET_DISPLAY_INFO, payload);
    }

    private void sendEdid() {
        byte[] payload = new byte[EDID];
        ByteBuffer to = wrap(payload).putInt(VIRTIO_GPU_RESP_OK_EDID);
        to.position(CTRL_HDR_SIZE);
        to.putInt(edid.length).putInt(0).put(edid);
        send(VHOST_USER_GPU_GET_EDID, payload);
    }

    private void sendUpdated() {
        updateOpen = false;
        send(VHOST_USER_GPU_DMABUF_UPDATE, new byte[0]);
    }

    private static ByteBuffer wrap(byte[] payload) {
        return ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
    }

    private void send(int id, byte[] payload) {
        channel.send(id, VHOST_USER_GPU_MSG_FLAG_REPLY, payload, List.of());
    }
}
