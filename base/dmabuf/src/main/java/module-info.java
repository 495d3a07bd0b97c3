// SPDX-License-Identifier: Apache-2.0

/// dma-bufs for the JVM: made of a process's own memfd pages, in one block or scattered, or
/// allocated by a heap; mapped, synchronised, and passed to other processes. For kernels that
/// cannot make them, views that read scattered pages as one linear segment.
module dev.zeropane.dmabuf {
    requires transitive dev.zeropane.linux;

    exports dev.zeropane.dmabuf;
}
