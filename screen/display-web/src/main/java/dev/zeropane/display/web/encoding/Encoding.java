// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import dev.zeropane.display.web.wire.Output;
import java.io.IOException;

/// One of the protocol's ways to send pixels, for one client.
interface Encoding {
    /// Sends a tile's pixels; the rectangle's head was sent.
    void encode(Tile tile, Output out) throws IOException;
}
