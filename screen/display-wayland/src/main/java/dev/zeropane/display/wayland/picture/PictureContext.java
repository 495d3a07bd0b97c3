// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.wayland.globals.BoundGlobals;
import dev.zeropane.linux.Budget;
import dev.zeropane.wayland.Connection;

/// What all windows of one connection need to show pictures.
///
/// @param compositor which pictures it takes without a copy
/// @param budget for memory that is shared with the compositor: copies of pictures, and frames
public record PictureContext(
        Connection connection,
        BoundGlobals bound,
        Compositor compositor,
        Budget budget,
        PictureEvents events) {}
