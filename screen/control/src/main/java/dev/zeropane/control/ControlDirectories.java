// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.linux.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The directories of control sockets, which only their user can enter. A process that was started
/// with fewer environment variables (by libvirt, for instance) may have chosen another directory
/// than this process would, so clients look for sockets in all of them.
final class ControlDirectories {
    private final int uid;
    private final List<Path> candidates = new ArrayList<>();

    /// @param runtime `XDG_RUNTIME_DIR`
    /// @param temporary a directory in which everybody may create files
    ControlDirectories(Optional<String> runtime, int uid, Path temporary) {
        this.uid = uid;
        runtime.map(Path::of)
                .filter(Path::isAbsolute)
                .filter(this::isOwned)
                .ifPresent(parent -> candidates.add(parent.resolve("zeropane")));
        Path usual = Path.of("/run/user", Integer.toUnsignedString(uid));
        Path inUsual = usual.resolve("zeropane");
        if (isOwned(usual) && !candidates.contains(inUsual)) {
            candidates.add(inUsual);
        }
        candidates.add(temporary.resolve("zeropane-" + Integer.toUnsignedString(uid)));
    }

    /// The directories of this process's user.
    static ControlDirectories ofThisProcess() {
        return new ControlDirectories(
                Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).filter(s -> !s.isEmpty()),
                Credentials.effectiveUid(),
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    /// The directories for a new socket, the best first. They may not exist yet.
    List<Path> candidates() {
        return List.copyOf(candidates);
    }

    /// The directories that exist and are safe.
    List<Path> existing() {
        return candidates.stream().filter(this::isPrivate).toList();
    }

    /// Creates a directory if it is missing.
    ///
    /// @throws IOException if the directory cannot be created, or other users can enter it
    void prepare(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        if (!isPrivate(directory)) {
            throw new IOException(directory + " is not a directory of ours alone");
        }
    }

    /// Whether the path is a directory of this user, and not a link. Root does not use another
    /// user's directory, although it could: its files would get in the owner's way.
    private boolean isOwned(Path directory) {
        try {
            return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && (int) attribute(directory, "unix:uid") == uid;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isPrivate(Path directory) {
        try {
            return isOwned(directory) && ((int) attribute(directory, "unix:mode") & 077) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Object attribute(Path path, String name) throws IOException {
        return Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS);
    }
}
