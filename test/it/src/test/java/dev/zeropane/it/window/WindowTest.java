// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.VmPair;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/// Tests of one server of ours that shows its guest in windows of one compositor, which they share:
/// booting costs more than most tests.
@Tag("vm")
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
public abstract class WindowTest {
    protected static final Duration LIMIT = Duration.ofMinutes(1);

    /// Objects to be closed, the last first.
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private boolean started;

    /// Starts compositor, server and guests in a directory for them.
    protected abstract void start(Path directory);

    /// The process of the server.
    protected abstract Program server();

    /// Closes an object after all tests.
    protected final <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    /// Not once before all: reports lose what is skipped or fails there.
    @BeforeEach
    final void startOnce() throws IOException {
        Toolbox.require();
        if (!started) {
            Path directory = Files.createTempDirectory("zeropane-it-");
            keep(() -> VmPair.delete(directory));
            start(directory);
            started = true;
        }
    }

    @AfterEach
    final void serverLives() {
        if (started) {
            assertTrue(server().isAlive(), server().err().text());
        }
    }

    @AfterAll
    final void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    /// What the server says about itself.
    protected final ControlStats stats() {
        return ControlStats.of(server().pid());
    }

    /// How many lines of the server's log have a text in them.
    protected final long lines(String part) {
        return server().err().lines().stream().filter(line -> line.contains(part)).count();
    }

    /// Waits until a picture is seen.
    ///
    /// @param name of the file of what is seen instead
    protected final void awaitPicture(String name, Picture right, Supplier<Picture> look) {
        try {
            Await.untilTrue(
                    () -> right + ", not " + look.get() + "\n" + server().err().text(),
                    LIMIT,
                    () -> look.get().equals(right));
        } catch (AssertionError e) {
            new PictureDifference(look.get(), right).save(SamePicture.PICTURES, name);
            throw e;
        }
    }
}
