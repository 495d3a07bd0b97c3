// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// Small files of procfs and sysfs.
public final class KernelParameter {
    /// More than any of these files has.
    private static final int MAX_BYTES = 4096;

    private KernelParameter() {}

    /// The file's current content, without surrounding white space; empty if it does not exist or
    /// may not be read.
    public static Optional<String> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            // In one read: a sysctl returns nothing to a second one, and Files.readString begins by
            // reading a single byte of a file whose length is reported as 0.
            byte[] bytes = new byte[MAX_BYTES];
            int length = Math.max(0, in.read(bytes));
            return Optional.of(new String(bytes, 0, length, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// As [#read], for a file with a decimal number in it.
    public static OptionalLong readNumber(Path file) {
        try {
            return read(file)
                    .map(Long::parseLong)
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
