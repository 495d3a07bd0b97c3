// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import static dev.zeropane.wayland.Bytes.joined;
import static dev.zeropane.wayland.Bytes.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlOutput;
import dev.zeropane.wayland.protocol.WlSeat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class GlobalsTest {
    private static final int REGISTRY = 2;

    private final Rig rig = new Rig();
    private final List<String> heard = new ArrayList<>();
    private final List<Globals> made = new ArrayList<>();

    @BeforeEach
    void ask() {
        Globals.Listener listener =
                new Globals.Listener() {
                    @Override
                    public void added(Globals.Global global) {
                        heard.add("+" + global.interfaceName() + global.version());
                    }

                    @Override
                    public void removed(Globals.Global global) {
                        heard.add("-" + global.interfaceName() + global.version());
                    }
                };
        rig.on(() -> made.add(new Globals(rig.connection, listener)));
        rig.assertReceived(message(1, 1, REGISTRY));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void globals_comeAndGo() {
        rig.event(REGISTRY, 0, 7, "wl_output", 4);
        rig.event(REGISTRY, 0, -1, "wl_seat", 9);
        rig.event(REGISTRY, 1, 7);
        rig.event(REGISTRY, 1, 7);
        assertEquals(List.of("+wl_output4", "+wl_seat9", "-wl_output4"), heard);
        assertTrue(made.getFirst().find(WlOutput.INTERFACE).isEmpty());
        assertEquals(-1, made.getFirst().find(WlSeat.INTERFACE).orElseThrow().name());
        rig.assertOpen();
    }

    @Test
    void bind_takesTheHighestVersionOfBoth() {
        rig.event(REGISTRY, 0, 1, "wl_compositor", 4);
        rig.event(REGISTRY, 0, 2, "wl_seat", 99);
        rig.event(REGISTRY, 0, 3, "wl_output", 0);
        rig.on(() -> {
            Globals globals = made.getFirst();
            assertEquals(4, globals.bind(WlCompositor.INTERFACE, Handler.none()).get().version());
            assertEquals(8, globals.bind(WlSeat.INTERFACE, Handler.none()).get().version());
            assertEquals(1, globals.bind(WlOutput.INTERFACE, Handler.none()).get().version());
        });
        rig.assertReceived(
                message(REGISTRY, 0, 1, "wl_compositor", 4, 3),
                message(REGISTRY, 0, 2, "wl_seat", 8, 4),
                message(REGISTRY, 0, 3, "wl_output", 1, 5));
    }

    @Test
    void bind_ofWhatIsNotOffered_isNothing() {
        rig.on(() -> assertTrue(made.getFirst().bind(WlSeat.INTERFACE, Handler.none()).isEmpty()));
        rig.assertReceived();
    }

    @Test
    void globals_thousands_endTheConnection() {
        byte[][] many = new byte[3000][];
        for (int i = 0; i < many.length; i++) {
            many[i] = message(REGISTRY, 0, i, "wl_output", 4);
        }
        rig.send(joined(many));
        rig.assertEnded("the compositor offers more than 1000 globals");
        assertEquals(1000, heard.size());
    }

    @Test
    void globals_twoUnderOneName_endTheConnection() {
        rig.event(REGISTRY, 0, 7, "wl_output", 4);
        rig.event(REGISTRY, 0, 7, "wl_seat", 4);
        rig.assertEnded("the compositor offers two globals under one name, 7");
    }

    @Test
    void global_withAVeryLongName_endsTheConnection() {
        rig.event(REGISTRY, 0, 7, "w".repeat(201), 4);
        rig.assertEnded(
                "the compositor offers a global of an interface whose name has 201 letters");
    }
}
