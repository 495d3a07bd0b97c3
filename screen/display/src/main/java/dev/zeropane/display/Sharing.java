// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.ExportRefusal;

/// Whether a picture's pages are exported as a dma-buf.
public sealed interface Sharing {
    /// The pages are exported.
    record Exported() implements Sharing {}

    /// The pages cannot be exported.
    record Refused(ExportRefusal refusal) implements Sharing {}

    /// No display imports, or the picture is a copy in memory of this process.
    record NotWanted() implements Sharing {}
}
