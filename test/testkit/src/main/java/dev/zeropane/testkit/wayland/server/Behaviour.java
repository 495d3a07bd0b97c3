// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.testkit.wayland.options.FrameCallbacks;
import java.util.ArrayList;
import java.util.List;

/// How the compositor behaves now. Belongs to its thread.
public final class Behaviour {
    private final Disorder disorder;
    private FrameCallbacks frameCallbacks = FrameCallbacks.AT_ONCE;
    private boolean refusesDmabufs;
    private boolean releasesBuffers = true;
    private boolean configuresWindows = true;
    private final List<Callback> held = new ArrayList<>();
    private final List<Runnable> withheld = new ArrayList<>();

    Behaviour(Disorder disorder) {
        this.disorder = disorder;
    }

    public void frameCallbacks(FrameCallbacks now) {
        frameCallbacks = now;
        if (now == FrameCallbacks.AT_ONCE) {
            answerHeld();
        }
    }

    public void frames(List<Callback> callbacks) {
        switch (frameCallbacks) {
            case AT_ONCE ->
                    callbacks.forEach(callback -> disorder.sometime(() -> answer(callback)));
            case HELD -> held.addAll(callbacks);
            case NEVER -> {}
        }
    }

    /// @return how many there were
    public int answerHeld() {
        List<Callback> now = held.stream().filter(Callback::isAlive).toList();
        held.clear();
        now.forEach(Behaviour::answer);
        return now.size();
    }

    private static void answer(Callback callback) {
        callback.done((int) (System.nanoTime() / 1_000_000));
    }

    public boolean refusesDmabufs() {
        return refusesDmabufs;
    }

    public void refusesDmabufs(boolean now) {
        refusesDmabufs = now;
    }

    /// A buffer is not used any more.
    ///
    /// @param release gives it back
    public void release(boolean dmabuf, Runnable release) {
        if (dmabuf && disorder.happens(4)) {
            // Some compositors never do, of a window that is hidden for instance.
            return;
        }
        if (releasesBuffers) {
            disorder.sometime(release);
        } else {
            withheld.add(release);
        }
    }

    public void releasesBuffers(boolean now) {
        releasesBuffers = now;
        if (now) {
            withheld.forEach(Runnable::run);
            withheld.clear();
        }
    }

    public boolean configuresWindows() {
        return configuresWindows;
    }

    public void configuresWindows(boolean now) {
        configuresWindows = now;
    }
}
