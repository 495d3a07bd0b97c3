// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

/// The formats a dma-buf may have on the display socket (drm_fourcc.h).
final class DrmFormats {
    static final long DRM_FORMAT_MOD_LINEAR = 0;

    static final int DRM_FORMAT_XRGB8888 = fourcc("XR24");
    static final int DRM_FORMAT_ARGB8888 = fourcc("AR24");
    static final int DRM_FORMAT_XBGR8888 = fourcc("XB24");
    static final int DRM_FORMAT_ABGR8888 = fourcc("AB24");

    private DrmFormats() {}

    private static int fourcc(String name) {
        return name.charAt(0) | name.charAt(1) << 8 | name.charAt(2) << 16 | name.charAt(3) << 24;
    }
}
