// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

/// Statistics of a surface since it was opened.
///
/// @param shown pictures delivered, whole or in part
/// @param dropped updates that a later update overtook before they were delivered
/// @param bytesCopied pixel bytes the surface copied to deliver them
public record SurfaceStats(long shown, long dropped, long bytesCopied) {
    public static final SurfaceStats NONE = new SurfaceStats(0, 0, 0);
}
