// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

/// Consecutive bytes of a memfd.
///
/// @param offset bytes from the start of the file
/// @param length bytes, more than 0
public record Run(MemoryFile file, long offset, long length) {
    /// The byte after the last, in the file.
    public long end() {
        return offset + length;
    }

    boolean continues(Run before) {
        return file == before.file && offset == before.end();
    }
}
