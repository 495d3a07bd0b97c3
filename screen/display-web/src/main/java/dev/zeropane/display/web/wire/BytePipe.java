// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/// A connection to a client, whatever carries it: the bytes of the RFB protocol go through it in
/// both directions. One thread reads while another writes.
public interface BytePipe extends AutoCloseable {
    /// Waits for bytes.
    ///
    /// @return how many came, at least 1; -1 if no more will
    int read(ByteBuffer into) throws IOException;

    /// Waits until all of these are on their way. What waits there for the client to take it is
    /// bounded, so this waits for a client that is slow.
    void write(ByteBuffer bytes) throws IOException;

    /// Who is at the other end, for messages.
    String peer();

    /// Where that is, if it is a place.
    default Optional<InetAddress> address() {
        return Optional.empty();
    }

    /// Ends the connection, and whatever read or write waits. Any thread; does nothing the second
    /// time.
    @Override
    void close();
}
