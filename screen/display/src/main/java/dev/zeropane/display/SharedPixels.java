// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.MemoryFile;

/// A frame's storage as a file that may be given to the process that shows the screen: that process
/// can then read and write the whole file, for as long as it likes ([FrameMemory#shared]).
///
/// @param file owned by this object, and closed with it
/// @param offset bytes from the file's start to the byte that [FrameMemory#read] hands out first
public record SharedPixels(MemoryFile file, long offset) implements AutoCloseable {
    /// @throws IllegalArgumentException if the storage does not begin in the file
    public SharedPixels {
        if (offset < 0 || offset > file.size()) {
            throw new IllegalArgumentException(
                    "no pixels: offset %d in %s of %d bytes".formatted(offset, file, file.size()));
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
