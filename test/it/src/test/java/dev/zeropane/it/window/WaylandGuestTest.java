// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Tests of a [WaylandGuest] in a compositor of the test's own, a new one for each.
abstract class WaylandGuestTest {
    @TempDir Path directory;
    TestCompositor compositor;

    @BeforeEach
    final void startCompositor() {
        compositor = TestCompositor.start(directory, new CompositorOptions());
    }

    @AfterEach
    final void closeCompositor() {
        compositor.close();
    }
}
