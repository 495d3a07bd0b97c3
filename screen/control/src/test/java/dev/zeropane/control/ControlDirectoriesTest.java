// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.UnixServerSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlDirectoriesTest {
    private final int uid = Credentials.effectiveUid();

    @TempDir private Path root;

    private Path runtime;
    private Path temporary;

    @BeforeEach
    void directories() throws IOException {
        runtime = Files.createDirectory(root.resolve("run"));
        temporary = Files.createDirectory(root.resolve("tmp"));
    }

    private ControlDirectories directories(String runtimeDirectory) {
        return new ControlDirectories(Optional.of(runtimeDirectory), uid, temporary);
    }

    private Path fallback() {
        return temporary.resolve("zeropane-" + uid);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void candidates_runtimeDirectoryFirst_temporaryLast() {
        List<Path> all = directories(runtime.toString()).candidates();
        assertEquals(runtime.resolve("zeropane"), all.getFirst());
        assertEquals(fallback(), all.getLast());
    }

    @Test
    void candidates_runtimeDirectoryMissingOrRelativeOrAnothers_leftOut() {
        for (String bad : List.of("relative", root.resolve("missing").toString())) {
            assertFalse(
                    directories(bad).candidates().contains(Path.of(bad).resolve("zeropane")), bad);
        }
        ControlDirectories others =
                new ControlDirectories(Optional.of(runtime.toString()), uid + 1, temporary);
        assertEquals(List.of(temporary.resolve("zeropane-" + (uid + 1))), others.candidates());
    }

    @Test
    void open_makesPrivateDirectoryAndSocket_andRemovesBoth() throws IOException {
        ControlDirectories directories = directories(runtime.toString());
        try (ControlListener _ = ControlListener.open(directories).orElseThrow()) {
            Path directory = runtime.resolve("zeropane");
            assertEquals("rwx------", permissions(directory));
            Path socket = directory.resolve(ProcessHandle.current().pid() + ".sock");
            assertEquals("rw-------", permissions(socket));
            assertEquals(List.of(directory), directories.existing());
        }
        assertFalse(Files.exists(runtime.resolve("zeropane")));
    }

    @Test
    void prepare_directoryOthersCanEnter_isRefused() throws IOException {
        Path open = Files.createDirectory(fallback());
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
        ControlDirectories directories = directories("");
        assertThrows(IOException.class, () -> directories.prepare(open));
        assertEquals(List.of(), directories.existing());
    }

    @Test
    void prepare_linkToAPrivateDirectory_isRefused() throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(fallback(), elsewhere);
        assertThrows(IOException.class, () -> directories("").prepare(fallback()));
    }

    @Test
    void open_firstPlaceUnusable_takesTheNext() throws IOException {
        Files.writeString(runtime.resolve("zeropane"), "a file");
        try (ControlListener listener =
                ControlListener.open(directories(runtime.toString())).orElseThrow()) {
            assertTrue(listener.socket().fd().isOpen());
            assertFalse(Files.isDirectory(runtime.resolve("zeropane")));
        }
    }

    @Test
    void open_pathTooLong_takesTheNext() throws IOException {
        Path deep = Files.createDirectory(runtime.resolve("x".repeat(120)));
        try (ControlListener listener =
                ControlListener.open(directories(deep.toString())).orElseThrow()) {
            assertTrue(listener.socket().fd().isOpen());
        }
    }

    @Test
    void open_nowhere_isNothing() {
        ControlDirectories directories =
                new ControlDirectories(Optional.empty(), uid, Path.of("/proc"));
        // Where the user has a runtime directory of its own, that is found.
        Optional<ControlListener> listener = ControlListener.open(directories);
        assertEquals(directories.candidates().size() > 1, listener.isPresent());
        listener.ifPresent(ControlListener::close);
    }

    @Test
    void sweep_removesSocketsOfTheDead_andNothingElse() throws IOException {
        ControlDirectories directories = directories(runtime.toString());
        Path directory = runtime.resolve("zeropane");
        directories.prepare(directory);
        Path dead = Files.writeString(directory.resolve("2147483647.sock"), "");
        Path other = Files.writeString(directory.resolve("notes.sock"), "");
        try (UnixServerSocket alive = UnixServerSocket.listen(directory.resolve("1.sock"))) {
            Instances.sweep(directories);
            assertTrue(alive.fd().isOpen());
            assertTrue(Files.exists(directory.resolve("1.sock")));
        }
        assertFalse(Files.exists(dead));
        assertTrue(Files.exists(other));
    }

    /// A process of another PID namespace: it has no `/proc` entry here, and listens.
    @Test
    void sweep_socketThatSomebodyListensOn_staysWhateverProcSays() throws IOException {
        ControlDirectories directories = directories(runtime.toString());
        Path directory = runtime.resolve("zeropane");
        directories.prepare(directory);
        Path path = directory.resolve("2147483647.sock");
        try (UnixServerSocket elsewhere = UnixServerSocket.listen(path)) {
            Instances.sweep(directories);
            assertTrue(Files.exists(path));
            assertTrue(elsewhere.isInPlace());
            assertTrue(elsewhere.accept().isEmpty());
        }
    }

    @Test
    void open_processOfAnotherNamespaceHasTheName_takesAnotherThatIsFound() throws IOException {
        ControlDirectories directories = directories(runtime.toString());
        Path directory = runtime.resolve("zeropane");
        directories.prepare(directory);
        long pid = ProcessHandle.current().pid();
        try (UnixServerSocket _ = UnixServerSocket.listen(directory.resolve(pid + ".sock"));
                ControlListener second = ControlListener.open(directories).orElseThrow()) {
            assertTrue(second.isInPlace());
            try (Stream<Path> files = Files.list(directory)) {
                assertEquals(2, files.filter(f -> Instances.isSocket(f)).count());
            }
        }
    }
}
