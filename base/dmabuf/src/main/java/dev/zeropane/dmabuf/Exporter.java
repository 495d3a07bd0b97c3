// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

/// Makes dma-bufs of pages. [UdmabufExporter] is the one that uses the kernel.
@FunctionalInterface
public interface Exporter extends AutoCloseable {
    /// Makes a dma-buf of exactly these pages, in this order.
    ///
    /// @return owned by the caller
    /// @throws ExportRefusedException if these pages cannot be exported
    DmaBuf export(Runs runs);

    /// Closes the exporter's own resources; exported dma-bufs stay.
    @Override
    default void close() {}
}
