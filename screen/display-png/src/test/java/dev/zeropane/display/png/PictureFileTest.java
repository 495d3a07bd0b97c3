// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.linux.Credentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the file of a screenshot may be.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class PictureFileTest {
    private static final int GREY = 0x808080;

    @TempDir private Path directory;

    private static void screenshot(Path file) {
        PngDisplay.write(TestFrames.frame(4, 4, TestFrames.filled(4, 4, GREY)), file);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void write_newFile_isForItsOwnerAlone() throws IOException {
        Path file = directory.resolve("shot.png");
        screenshot(file);
        assertEquals("rw-------", permissions(file));
        assertEquals(GREY, PngFiles.pixel(file, 1, 1));
        assertEquals(List.of("shot.png"), PngFiles.names(directory));
    }

    @Test
    void write_directory_isAnError() {
        for (Path no : List.of(directory, Path.of("/"))) {
            PngException e = assertThrows(PngException.class, () -> screenshot(no));
            assertTrue(e.getMessage().contains("directory"), e.getMessage());
        }
    }

    @Test
    void write_existingFile_keepsItsPermissions() throws IOException {
        Path file = Files.writeString(directory.resolve("shot.png"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        screenshot(file);
        assertEquals("rw-rw-r--", permissions(file));
        assertEquals(GREY, PngFiles.pixel(file, 1, 1));
    }

    @Test
    void write_links_areFollowed() throws IOException {
        Path there = Files.createDirectory(directory.resolve("there"));
        Path target = there.resolve("shot.png");
        Path middle =
                Files.createSymbolicLink(
                        directory.resolve("middle.png"), Path.of("there/shot.png"));
        Path link = Files.createSymbolicLink(directory.resolve("latest.png"), middle);
        for (String state : List.of("missing", "there")) {
            screenshot(link);
            assertTrue(Files.isSymbolicLink(link), state);
            assertTrue(Files.isSymbolicLink(middle), state);
            assertTrue(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS), state);
            assertEquals(GREY, PngFiles.pixel(target, 1, 1), state);
        }
        assertEquals(List.of("shot.png"), PngFiles.names(there));
    }

    @Test
    void write_linkInACircle_isRefused() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("a.png"), Path.of("a.png"));
        assertThrows(PngException.class, () -> screenshot(link));
    }

    /// Root follows no link that another user put into a directory like /tmp.
    @Test
    void write_linkOfSomebodyElseInASharedDirectory_isRefused() throws IOException {
        assumeTrue(Credentials.effectiveUid() == 0);
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", 01777);
        Path precious = Files.writeString(directory.resolve("precious"), "as it was");
        Path link = Files.createSymbolicLink(shared.resolve("shot.png"), precious);
        Files.setAttribute(link, "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);
        PngException refused = assertThrows(PngException.class, () -> screenshot(link));
        assertTrue(refused.getMessage().contains("somebody else's link"), refused::getMessage);
        assertEquals("as it was", Files.readString(precious));
    }

    @Test
    void write_device_isWrittenTo() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("null.png"), Path.of("/dev/null"));
        screenshot(link);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(List.of("null.png"), PngFiles.names(directory));
        // JUnit warns of links out of its directory.
        Files.delete(link);
    }

    @Test
    void write_pipe_isWrittenTo() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                read.writeBytes(Files.readAllBytes(pipe));
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        });
        screenshot(pipe);
        assertFalse(Files.isRegularFile(pipe));
        reader.join();
        Path same = directory.resolve("same.png");
        screenshot(same);
        assertArrayEquals(Files.readAllBytes(same), read.toByteArray());
    }

    @Test
    void write_directory_saysSo() {
        PngException refused = assertThrows(PngException.class, () -> screenshot(directory));
        assertTrue(refused.getMessage().contains("irectory"), refused::getMessage);
        assertTrue(refused.getCause() instanceof FileSystemException);
    }

    @Test
    void leftoversOfKilledProcesses_areRemovedAtTheNextStart_othersStay() throws IOException {
        Path old = Files.createFile(directory.resolve(".screen-0.png.1-7.tmp"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(3600)));
        Path inUse = Files.createFile(directory.resolve(".screen-0.png.1-8.tmp"));
        Path other = Files.createFile(directory.resolve(".screen-0.png.tmp"));
        Files.setLastModifiedTime(other, FileTime.from(Instant.now().minusSeconds(3600)));
        try (PngDisplay display = new PngDisplay(directory)) {
            display.open(0).close();
        }
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(inUse));
        assertTrue(Files.exists(other));
    }
}
