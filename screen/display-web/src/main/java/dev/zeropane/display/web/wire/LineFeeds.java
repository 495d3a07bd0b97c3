// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import java.io.ByteArrayOutputStream;

/// Makes line feeds of the ends of lines in a text that comes in pieces, be they carriage returns,
/// line feeds or both.
final class LineFeeds {
    private final int limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean afterReturn;

    /// @param limit of the bytes that are kept
    LineFeeds(int limit) {
        this.limit = limit;
    }

    /// @return whether all of it could be kept
    boolean put(byte[] piece) {
        return put(piece, piece.length);
    }

    /// The first bytes of an array.
    boolean put(byte[] piece, int length) {
        for (int i = 0; i < length; i++) {
            byte next = piece[i];
            boolean second = afterReturn && next == '\n';
            afterReturn = next == '\r';
            if (second) {
                continue;
            }
            if (bytes.size() == limit) {
                return false;
            }
            bytes.write(afterReturn ? '\n' : next);
        }
        return true;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
