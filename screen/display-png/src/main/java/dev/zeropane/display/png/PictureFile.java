// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import dev.zeropane.linux.Credentials;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/// Writes a picture to a file. A regular file is replaced as a whole, so that readers see the old
/// picture or the new one.
final class PictureFile {
    private static final AtomicLong TEMPORARIES = new AtomicLong();
    private static final int MAX_LINKS = 40;

    /// A temporary file that was not written to for so long is abandoned. Its process id does not
    /// tell: ids differ between containers.
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rw-------");

    /// A directory in which others may create files, but not remove those of others: `S_ISVTX |
    /// S_IWOTH`.
    private static final int SHARED_DIRECTORY = 01002;

    private PictureFile() {}

    /// Writes a picture.
    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /// Replaces `file` by a picture, with the permissions of new files.
    static void replace(Path file, Writer picture) throws IOException {
        replace(file, Optional.empty(), picture);
    }

    /// Writes a picture to a path that a user chose. Follows links, and writes to devices and
    /// pipes. A new file is private to its owner; an existing file keeps its permissions.
    static void write(Path file, Writer picture) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            writeThrough(file, picture);
            return;
        }
        Path target = followed(file);
        if (!Files.exists(file)) {
            replace(target, Optional.of(PRIVATE), picture);
        } else if (Files.exists(target) && Files.isSameFile(file, target)) {
            replace(target, Optional.of(Files.getPosixFilePermissions(target)), picture);
        } else {
            // A link in /proc to a removed file: standard output, perhaps.
            writeThrough(file, picture);
        }
    }

    private static void writeThrough(Path file, Writer picture) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
            picture.write(out);
        }
    }

    private static Path followed(Path file) throws IOException {
        Path at = file.toAbsolutePath();
        for (int i = 0; i < MAX_LINKS; i++) {
            if (!Files.isSymbolicLink(at)) {
                return at;
            }
            refuseForeignLink(at);
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        throw new FileSystemException(file.toString(), null, "too many links");
    }

    /// In a directory such as `/tmp`, another user's link could make root overwrite any file. The
    /// kernel keeps programs from opening such links (`fs.protected_symlinks`), but replacing a
    /// link's target does not open the link.
    private static void refuseForeignLink(Path link) throws IOException {
        Path directory = link.getParent();
        int owner = (int) attribute(link, "unix:uid");
        if (((int) attribute(directory, "unix:mode") & SHARED_DIRECTORY) == SHARED_DIRECTORY
                && owner != Credentials.effectiveUid()
                && owner != (int) attribute(directory, "unix:uid")) {
            throw new FileSystemException(
                    link.toString(), null, link + " is somebody else's link in a shared directory");
        }
    }

    private static Object attribute(Path path, String name) throws IOException {
        return Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS);
    }

    private static void replace(
            Path file, Optional<Set<PosixFilePermission>> permissions, Writer picture)
            throws IOException {
        // Creates a new file: following another user's link at this path would be a security hole.
        Path temporary = create(file, permissions.isPresent());
        try {
            try (OutputStream out =
                    Files.newOutputStream(
                            temporary, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                picture.write(out);
            }
            if (permissions.isPresent()
                    && !permissions.get().equals(Files.getPosixFilePermissions(temporary))) {
                Files.setPosixFilePermissions(temporary, permissions.get());
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path create(Path file, boolean privately) throws IOException {
        FileAttribute<?>[] attributes =
                privately
                        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PRIVATE)}
                        : new FileAttribute<?>[0];
        while (true) {
            Path temporary =
                    file.resolveSibling(
                            "%s%d-%d.tmp"
                                    .formatted(
                                            prefix(file),
                                            ProcessHandle.current().pid(),
                                            TEMPORARIES.incrementAndGet()));
            try {
                return Files.createFile(temporary, attributes);
            } catch (FileAlreadyExistsException e) {
                // Left behind by a killed process that had the same id.
            }
        }
    }

    private static String prefix(Path file) {
        return "." + file.getFileName() + ".";
    }

    /// Removes the temporary files that killed processes left beside `file`.
    static void sweep(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            // `/` is not a file; writing to it fails with a message.
            return;
        }
        Pattern leftover = Pattern.compile(Pattern.quote(prefix(file)) + "[0-9]+-[0-9]+\\.tmp");
        Instant abandoned = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> siblings =
                Files.newDirectoryStream(
                        directory,
                        path -> leftover.matcher(path.getFileName().toString()).matches())) {
            for (Path path : siblings) {
                if (Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(abandoned)) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Left-over files do no harm.
        }
    }
}
