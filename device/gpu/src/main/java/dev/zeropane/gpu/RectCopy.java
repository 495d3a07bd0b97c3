// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.linux.Bulk;

/// A copy of a rectangle from a resource's backing to its storage, which can be interrupted after
/// every piece.
final class RectCopy {
    private final Resource resource;
    private final Shadow target;
    private final long from;
    private final long to;
    private final long rowBytes;
    private final int rows;
    private int row;
    private long inRow;

    /// @param from where the first row begins in the backing
    /// @param to where it begins in the target; further rows lie a stride apart in both
    RectCopy(Resource resource, Shadow target, long from, long to, long rowBytes, int rows) {
        this.resource = resource;
        this.target = target;
        this.from = from;
        this.to = to;
        // Rows without a gap are one long row.
        boolean whole = rowBytes == resource.stride();
        this.rowBytes = whole ? rowBytes * rows : rowBytes;
        this.rows = whole ? 1 : rows;
    }

    /// Goes on, by one piece at least.
    ///
    /// @return whether all is copied
    boolean goOn(Turn turn) {
        while (row < rows) {
            long at = (long) row * resource.stride() + inRow;
            long piece = Math.min(rowBytes - inRow, Bulk.PIECE);
            // Asked for each time: the memory table may have been replaced.
            resource.backing().orElseThrow().read(from + at, target.segment(), to + at, piece);
            resource.copied(piece);
            inRow += piece;
            if (inRow == rowBytes) {
                row++;
                inRow = 0;
            }
            if (row < rows && turn.isOver()) {
                return false;
            }
        }
        return true;
    }
}
