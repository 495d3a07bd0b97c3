// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import dev.zeropane.display.web.wire.Output;
import java.io.IOException;
import java.util.Optional;

/// One of the protocol's ways to send pixels, for one client.
interface Encoding {
    /// Sends a tile's pixels; the rectangle's head was sent.
    ///
    /// @param quality of a JPEG picture, if they may be sent as one
    /// @return whether they were not
    boolean encode(Tile tile, Optional<JpegQuality> quality, Output out) throws IOException;
}
