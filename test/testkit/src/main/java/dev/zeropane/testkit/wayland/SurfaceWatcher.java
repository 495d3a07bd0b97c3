// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

/// Is told of every surface that is destroyed.
interface SurfaceWatcher {
    void surfaceGone(Surface surface);
}
