// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.lend;

import dev.zeropane.linux.Bulk;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LentFile;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Predicate;

/// Makes memfds whose content nobody can change any more: a process that gets one can read this and
/// nothing else of ours.
public final class SealedFile {
    private static final Seals SEALS =
            new Seals(
                    Seals.F_SEAL_SEAL
                            | Seals.F_SEAL_SHRINK
                            | Seals.F_SEAL_GROW
                            | Seals.F_SEAL_WRITE);

    private SealedFile() {}

    /// @param bytes at least one
    public static LentFile of(String name, byte[] bytes) {
        return of(
                        name,
                        bytes.length,
                        target -> {
                            MemorySegment source = MemorySegment.ofArray(bytes);
                            Bulk.copy(source, 0, target, 0, bytes.length);
                            return true;
                        })
                .orElseThrow();
    }

    /// @param fill writes the content
    /// @return nothing if `fill` could not
    static Optional<LentFile> of(String name, long size, Predicate<MemorySegment> fill) {
        Fd fd = Memfd.createAllocated(name, size);
        boolean whole = false;
        try {
            // Unmapped before it is sealed: the kernel refuses `F_SEAL_WRITE` while there is a
            // writable mapping.
            try (Mapping mapping = Mapping.of(fd, 0, size, Mapping.Access.READ_WRITE)) {
                whole = fill.test(mapping.segment());
            }
            if (!whole) {
                return Optional.empty();
            }
            fd.addSeals(SEALS);
            return Optional.of(LentFile.of(fd));
        } catch (RuntimeException | Error e) {
            whole = false;
            throw e;
        } finally {
            if (!whole) {
                fd.close();
            }
        }
    }
}
