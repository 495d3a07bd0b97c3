// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

/// Identity of a file: device and inode. Equal for every descriptor of one memfd or dma-buf, in
/// whichever process.
public record FileId(long device, long inode) {}
