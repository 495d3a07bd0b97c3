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

/// Where control sockets are: in a directory that only we can enter. A process that was started
/// with less of an environment (by libvirt, say) may have had to take another one than we would, so
/// whoever looks for sockets looks in all of them.
final class ControlDirectories {
    private final int uid;
    private final List<Path> candidates = new ArrayList<>();

    /// @param runtime `XDG_RUNTIME_DIR`
    /// @param temporary where everybody may write
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

    /// Those of this process and user.
    static ControlDirectories ofThisProcess() {
        return new ControlDirectories(
                Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).filter(s -> !s.isEmpty()),
                Credentials.effectiveUid(),
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    /// Where a socket may be made, best first. Nothing is made yet.
    List<Path> candidates() {
        return List.copyOf(candidates);
    }

    /// Those that exist and are safe.
    List<Path> existing() {
        return candidates.stream().filter(this::isPrivate).toList();
    }

    /// Makes a directory if it is missing.
    ///
    /// @throws IOException if it cannot be, or somebody else could get at what is in it
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

    /// Whether it is a directory, no link to one, of this user. One of somebody else's is left
    /// alone even if we may write there: root would spoil it for its owner.
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
