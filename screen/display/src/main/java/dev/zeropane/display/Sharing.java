// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.ExportRefusal;

/// Whether a picture's pages are a dma-buf.
public sealed interface Sharing {
    /// They are.
    record Exported() implements Sharing {}

    /// They cannot be.
    record Refused(ExportRefusal refusal) implements Sharing {}

    /// Nobody wants them to be, or the picture is in memory of ours.
    record NotWanted() implements Sharing {}
}
