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

/// How a picture gets into a file: a regular one is replaced as a whole, so that whoever reads it
/// sees the old picture or the new one.
final class PictureFile {
    private static final AtomicLong TEMPORARIES = new AtomicLong();
    private static final int MOST_LINKS = 40;

    /// A temporary file that nobody has written to for so long belongs to nobody. Process ids say
    /// nothing of it: in a container they are others.
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rw-------");

    /// Others may write into it, but not remove what is not theirs: `S_ISVTX | S_IWOTH`.
    private static final int SHARED_DIRECTORY = 01002;

    private PictureFile() {}

    /// Writes a picture.
    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /// Puts a picture in the place of `file`, with the permissions that new files have.
    static void replace(Path file, Writer picture) throws IOException {
        replace(file, Optional.empty(), picture);
    }

    /// Puts a picture where a person said. Links are followed, and what is no regular file, such as
    /// a device or a pipe, is written to. A new file is for its owner alone, another keeps its
    /// permissions.
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
            // A link of /proc to a file that was removed: standard output, perhaps.
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
        for (int i = 0; i < MOST_LINKS; i++) {
            if (!Files.isSymbolicLink(at)) {
                return at;
            }
            refuseForeignLink(at);
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        throw new FileSystemException(file.toString(), null, "too many links");
    }

    /// In a directory such as `/tmp` somebody else's link could lead a picture of root's over any
    /// file. The kernel keeps programs from opening such links (`fs.protected_symlinks`); replacing
    /// what they lead to is not opening.
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
        // A name of its own, created here: following a link somebody put there would be a hole.
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
                // Of a process that was killed and had our id.
            }
        }
    }

    private static String prefix(Path file) {
        return "." + file.getFileName() + ".";
    }

    /// Removes what processes that were killed left beside `file`.
    static void sweep(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            // The root, which is no file; who writes to it is told so.
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
            // Then it stays; it is only in the way.
        }
    }
}
