// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// Reads small files of the user's, secrets or not.
final class SecretFile {
    /// No certificate chain, key or password is that long.
    private static final int MAX_BYTES = 256 << 10;

    private SecretFile() {}

    /// @param what it has, for messages
    /// @throws AccessException if it cannot be read, or is too long to be that
    static String read(String what, Path file) {
        return readSecret(what, file, Set.of());
    }

    /// The file is opened once, so that what is read is what was looked at.
    ///
    /// @param what it has, for messages
    /// @param strangers who must not be allowed anything, or it is no secret
    /// @throws AccessException if they are, it cannot be read, or is too long to be that
    static String readSecret(String what, Path file, Set<PosixFilePermission> strangers) {
        try (Fd opened = Fd.open(file, Mapping.Access.READ)) {
            Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(opened.inProcfs());
            allowed.retainAll(strangers);
            if (!allowed.isEmpty()) {
                throw new AccessException(
                        "the %s %s can be read by others; chmod 600 %s makes it yours alone"
                                .formatted(what, file, file));
            }
            return text(what, file, opened);
        } catch (LinuxException e) {
            throw unreadable(what, file, reason(e));
        } catch (IOException e) {
            throw unreadable(what, file, reason(e));
        }
    }

    private static String text(String what, Path file, Fd opened) throws IOException {
        try (InputStream in = Files.newInputStream(opened.inProcfs())) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new AccessException(
                        "%s is no %s: it is longer than 256 KiB".formatted(file, what));
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static AccessException unreadable(String what, Path file, String reason) {
        return new AccessException("cannot read the %s %s: %s".formatted(what, file, reason));
    }

    private static String reason(LinuxException e) {
        return switch (e) {
            case LinuxException.NotFound _ -> "there is no such file";
            case LinuxException.NotPermitted _ -> "permission denied";
            default -> e.getMessage();
        };
    }

    private static String reason(IOException e) {
        return switch (e) {
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> Optional.ofNullable(e.getMessage()).orElse("it cannot be read");
        };
    }
}
