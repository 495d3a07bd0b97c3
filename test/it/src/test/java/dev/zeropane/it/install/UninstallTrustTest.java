// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an installation says about itself is obeyed only as far as `zeropane install` could have
/// said it, and only if it is the caller's: root would otherwise remove what others list.
@Tag("cli")
final class UninstallTrustTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir Path directory;

    private Installation user;
    private Path prefix;
    private Path home;
    private Path precious;

    @BeforeEach
    void prepare() throws IOException {
        user = new Installation(directory);
        prefix = Files.createDirectory(directory.resolve("prefix"));
        home = Files.createDirectories(prefix.resolve("lib/zeropane"));
        precious = Files.writeString(prefix.resolve("precious"), "of somebody's");
    }

    private void write(String manifest, String contents) throws IOException {
        Files.writeString(home.resolve("manifest"), manifest);
        Files.writeString(home.resolve("contents"), contents + "contents\nmanifest\n");
    }

    private Program uninstall() {
        return user.run(
                Zeropane.root().resolve("scripts/uninstall"), "--prefix", prefix.toString());
    }

    private void assertRefused(Path named) {
        Program program = uninstall();
        assertEquals(1, program.awaitExit(SOON));
        String said = program.err().text();
        assertTrue(said.contains(named.toString()), said);
        assertTrue(said.contains("nothing was removed"), said);
        assertTrue(Files.exists(precious));
        assertTrue(Files.exists(home.resolve("manifest")));
    }

    /// The beginning of a hash is no hash: some file begins with it.
    @Test
    void fileWithTheBeginningOfItsHash_isLeft() throws IOException {
        String hash = sha256("of somebody's");
        for (String listed :
                new String[] {hash.substring(0, 1), hash.substring(0, 63), hash + "0"}) {
            write("f\t" + listed + "\t" + precious + "\n", "");
            uninstall().awaitExit(0, SOON);
            assertTrue(Files.exists(precious), listed);
            Files.createDirectories(home);
        }
        write("f\t" + hash + "\t" + precious + "\n", "");
        uninstall().awaitExit(0, SOON);
        assertFalse(Files.exists(precious));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void contentsElsewhere_areRefused() throws IOException {
        for (String path :
                new String[] {"../../precious", "image/../../../precious", precious.toString()}) {
            write("", path + "\n");
            assertRefused(home.resolve("contents"));
        }
    }

    @Test
    void manifestWithPathsOfOtherWriters_isRefused() throws IOException {
        Files.createSymbolicLink(prefix.resolve("link"), Path.of("target"));
        for (String path : new String[] {prefix + "/lib/../link", "link"}) {
            write("l\ttarget\t" + path + "\n", "");
            assertRefused(home.resolve("manifest"));
        }
        assertTrue(Files.isSymbolicLink(prefix.resolve("link")));
    }

    @Test
    void writableForEverybody_isRefused() throws IOException {
        write("", "");
        Path contents = home.resolve("contents");
        Files.setPosixFilePermissions(contents, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertRefused(contents);
    }

    @Test
    void linkedHome_isRefused() throws IOException {
        write("", "");
        Files.move(home, prefix.resolve("elsewhere"));
        Files.createSymbolicLink(home, prefix.resolve("elsewhere"));
        assertRefused(home);
    }

    @Test
    void anotherOnesPrefix_isRefused_alsoByInstall() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
        for (Path given : new Path[] {home, home.resolve("manifest"), home.resolve("contents")}) {
            write("", "");
            Files.setAttribute(given, "unix:uid", 4242);
            assertRefused(given);
            Files.setAttribute(given, "unix:uid", 0);
        }
        Files.setAttribute(home, "unix:uid", 4242);
        Program install = user.checkout("install", "--prefix", prefix.toString());
        assertEquals(1, install.awaitExit(SOON));
        assertTrue(install.err().text().contains("uid 4242"), install.err().text());
        assertTrue(Files.exists(precious));
    }
}
