// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.options;

/// A format with a modifier, by the codes of `<drm_fourcc.h>`.
public record DmabufFormat(int format, long modifier) {
    public static final long DRM_FORMAT_MOD_LINEAR = 0;
    public static final long DRM_FORMAT_MOD_INVALID = 0x00ff_ffff_ffff_ffffL;
}
