// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

/// Is told of every surface that is destroyed.
public interface SurfaceWatcher {
    void surfaceGone(Surface surface);
}
