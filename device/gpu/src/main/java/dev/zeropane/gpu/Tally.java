// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

/// Counters of one screen. Device thread only.
final class Tally {
    /// SET_SCANOUTs that changed what is shown.
    long flips;

    /// The same picture shown again: a repeated SET_SCANOUT, or its storage changed.
    long refreshes;

    /// RESOURCE_FLUSHes of the shown part.
    long flushes;

    /// TRANSFER_TO_HOST_2Ds into the shown resource, also those before it was shown.
    long transfers;

    /// Bytes copied by those transfers and by changes of storage.
    long bytesCopied;

    /// Pictures of the pointer, each copied.
    long cursors;
}
