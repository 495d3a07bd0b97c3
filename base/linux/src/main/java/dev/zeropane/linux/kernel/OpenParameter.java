// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.kernel;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// A number in a small sysfs file that is read again and again. The file stays open, because
/// opening it takes several times as long as reading it. Safe from any thread.
public final class OpenParameter implements AutoCloseable {
    private static final int MAX_BYTES = 32;

    private final Fd fd;

    private OpenParameter(Fd fd) {
        this.fd = fd;
    }

    /// Opens the file; empty if it does not exist or may not be read.
    public static Optional<OpenParameter> open(Path file) {
        try {
            return Optional.of(new OpenParameter(Fd.open(file, Mapping.Access.READ)));
        } catch (LinuxException.NotFound | LinuxException.NotPermitted e) {
            return Optional.empty();
        }
    }

    /// The current number; empty if the file has no decimal number in it.
    public OptionalLong number() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MAX_BYTES);
            long length = fd.read(buffer, 0);
            byte[] bytes = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            return OptionalLong.of(
                    Long.parseLong(new String(bytes, StandardCharsets.US_ASCII).strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
