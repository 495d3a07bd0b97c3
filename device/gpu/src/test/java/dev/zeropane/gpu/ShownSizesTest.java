// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Mode;
import dev.zeropane.gpu.protocol.GuestRect;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whoever says which size the screens should have hears which they have.
final class ShownSizesTest {
    private static final Optional<Mode> WHOLE =
            Optional.of(new Mode(TableRig.WIDTH, TableRig.HEIGHT));

    private TableRig rig = new TableRig(Long.MAX_VALUE);

    @AfterEach
    void tearDown() {
        rig.close();
    }

    @Test
    void partOfAResource_isTheSize() {
        rig.create(1);
        rig.show(0, 1);
        rig.show(1, 1, new GuestRect(8, 4, 16, 2));
        assertEquals(Map.of(0, WHOLE, 1, Optional.of(new Mode(16, 2))), rig.seen);
    }

    @Test
    void off_isNoSize() {
        rig.create(1);
        rig.show(0, 1);
        rig.show(1, 1);
        rig.off(0);
        assertEquals(Map.of(0, Optional.empty(), 1, WHOLE), rig.seen);
        rig.unref(1);
        assertEquals(Map.of(0, Optional.empty(), 1, Optional.empty()), rig.seen);
    }

    @Test
    void noMemoryForItsPicture_isNoSize() {
        rig.close();
        rig = new TableRig(0);
        rig.create(1);
        rig.show(0, 1);
        rig.detach(1);
        assertEquals(Map.of(0, Optional.empty()), rig.seen);
    }

    @Test
    void reset_isNoSize() {
        rig.create(1);
        rig.show(0, 1);
        rig.table().reset();
        assertEquals(Map.of(0, Optional.empty()), rig.seen);
    }
}
