// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

/// Makes dma-bufs of pages. [UdmabufExporter] is the one that does.
@FunctionalInterface
public interface Exporter extends AutoCloseable {
    /// Makes a dma-buf of exactly these pages, in this order.
    ///
    /// @return owned by the caller
    /// @throws ExportRefusedException if that cannot be
    DmaBuf export(Runs runs);

    /// Lets go of what it exports with; what was exported stays.
    @Override
    default void close() {}
}
