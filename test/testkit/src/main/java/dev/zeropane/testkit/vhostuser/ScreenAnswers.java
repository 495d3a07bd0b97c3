// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static dev.zeropane.builtinguest.VhostUserGpu.*;

import dev.zeropane.builtinguest.Channel;
import dev.zeropane.builtinguest.DisplayReplies;
import dev.zeropane.builtinguest.GpuDriver.DisplayInfo;
import dev.zeropane.linux.UnixSocket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// What a [VmmScreen] answers, in the order it was asked, as QEMU does: an answer held up holds up
/// those behind it.
final class ScreenAnswers {
    private final Channel channel;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long features = VHOST_USER_GPU_PROTOCOL_F_EDID | VHOST_USER_GPU_PROTOCOL_F_DMABUF2;
    private List<DisplayInfo.Display> displays = DisplayReplies.ONE_DISPLAY;
    private byte[] edid = DisplayReplies.emptyEdid();
    private boolean displayInfoHeld;
    private boolean updatesHeld;
    private boolean updateOpen;

    ScreenAnswers(UnixSocket socket) {
        channel = new Channel(socket);
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
        send(VHOST_USER_GPU_GET_PROTOCOL_FEATURES, DisplayReplies.protocolFeatures(features));
    }

    private void sendDisplayInfo() {
        send(VHOST_USER_GPU_GET_DISPLAY_INFO, DisplayReplies.displayInfo(displays));
    }

    private void sendEdid() {
        send(VHOST_USER_GPU_GET_EDID, DisplayReplies.edid(edid));
    }

    private void sendUpdated() {
        updateOpen = false;
        send(VHOST_USER_GPU_DMABUF_UPDATE, new byte[0]);
    }

    private void send(int id, byte[] payload) {
        channel.send(id, VHOST_USER_GPU_MSG_FLAG_REPLY, payload, List.of());
    }
}
