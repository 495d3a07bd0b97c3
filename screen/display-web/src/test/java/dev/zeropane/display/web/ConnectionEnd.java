// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/// Waits until the server ends a connection.
final class ConnectionEnd {
    private ConnectionEnd() {}

    /// @return false if it does not in time
    static boolean await(InputStream in) throws IOException {
        try {
            // With whatever was on its way.
            long _ = in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            // Reset, as it had not read all that was sent.
            return true;
        }
    }
}
