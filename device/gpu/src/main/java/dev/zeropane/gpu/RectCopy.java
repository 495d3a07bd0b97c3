// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.linux.Bulk;

/// Copies a rectangle from a resource's backing to its own storage, in pieces.
final class RectCopy {
    private final Resource resource;
    private final Shadow target;
    private final long from;
    private final long to;
    private final long rowBytes;
    private final int rows;
    private int row;
    private long inRow;

    /// @param from offset of the first row in the backing
    /// @param to offset of the first row in the target; rows are a stride apart in both
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

    /// Copies more, one piece at least.
    ///
    /// @return whether the copy is complete
    boolean advance(Turn turn) {
        while (row < rows) {
            long at = (long) row * resource.stride() + inRow;
            long piece = Math.min(rowBytes - inRow, Bulk.PIECE);
            // Looked up each time: the memory table may have been replaced.
            resource.backing().orElseThrow().read(from + at, target.segment(), to + at, piece);
            resource.addCopied(piece);
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
