// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

/// What was done for one screen. Plain counters: the device thread's alone.
final class Tally {
    /// SET_SCANOUTs that changed what is shown.
    long flips;

    /// The same picture shown anew: SET_SCANOUT again, or its storage moved.
    long refreshes;

    /// RESOURCE_FLUSHes that hit what is shown.
    long flushes;

    /// TRANSFER_TO_HOST_2Ds into what is shown, or was then shown next.
    long transfers;

    /// Bytes those transfers and changes of storage copied.
    long bytesCopied;

    /// Pictures of the pointer, each of which was copied.
    long cursors;
}
