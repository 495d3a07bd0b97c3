// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.wayland.protocol.WlPointer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the many ways to tell of a wheel come to.
class SeatWheelTest {
    private static final int VERTICAL = 0;
    private static final int HORIZONTAL = 1;
    private static final int SOURCE_WHEEL = 0;
    private static final int SOURCE_FINGER = 1;

    private final SeatRig rig = new SeatRig();
    private String pointer = "";

    @AfterEach
    void close() {
        rig.close();
    }

    private void enter(int version) {
        pointer = rig.pointer(rig.seat(version));
        event(WlPointer.Event.ENTER, 1, rig.surface, 0.0, 0.0);
        if (version >= 5) {
            event(WlPointer.Event.FRAME);
        }
        rig.heard();
    }

    private void event(WlPointer.Event event, Object... arguments) {
        rig.peer.event(pointer, event, arguments);
    }

    private String wheel(int up, int right) {
        return "wheel on %s: %d up, %d right".formatted(rig.surface, up, right);
    }

    private void assertWheels(String... wheels) {
        assertEquals(List.of(wheels), rig.heard());
    }

    @Test
    void value120_countsAlone() {
        enter(8);
        event(WlPointer.Event.AXIS_SOURCE, SOURCE_WHEEL);
        event(WlPointer.Event.AXIS_VALUE120, VERTICAL, 30);
        event(WlPointer.Event.AXIS, 0, VERTICAL, 3.75);
        event(WlPointer.Event.AXIS_VALUE120, HORIZONTAL, -240);
        event(WlPointer.Event.AXIS, 0, HORIZONTAL, -30.0);
        assertWheels();
        event(WlPointer.Event.FRAME);
        assertWheels(wheel(-30, -240));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 7})
    void discrete_countsAlone(int version) {
        enter(version);
        event(WlPointer.Event.AXIS_SOURCE, SOURCE_WHEEL);
        event(WlPointer.Event.AXIS_DISCRETE, VERTICAL, -2);
        event(WlPointer.Event.AXIS, 0, VERTICAL, -30.0);
        event(WlPointer.Event.FRAME);
        assertWheels(wheel(240, 0));
    }

    @Test
    void fingers_lessThanAUnit_addsUpUntilTheyAreLifted() {
        enter(8);
        for (int i = 0; i < 4; i++) {
            event(WlPointer.Event.AXIS_SOURCE, SOURCE_FINGER);
            event(WlPointer.Event.AXIS, 0, VERTICAL, 0.0625);
            event(WlPointer.Event.FRAME);
        }
        assertWheels(wheel(-1, 0), wheel(-1, 0), wheel(-1, 0));
        event(WlPointer.Event.AXIS, 0, VERTICAL, 0.0625);
        event(WlPointer.Event.FRAME);
        event(WlPointer.Event.AXIS_STOP, 0, VERTICAL);
        event(WlPointer.Event.FRAME);
        event(WlPointer.Event.AXIS, 0, VERTICAL, 0.0625);
        event(WlPointer.Event.FRAME);
        assertWheels();
    }

    @Test
    void beforeVersion5_eachStandsAlone() {
        enter(4);
        event(WlPointer.Event.AXIS, 0, VERTICAL, 10.0);
        event(WlPointer.Event.AXIS, 0, HORIZONTAL, 5.0);
        assertWheels(wheel(-120, 0), wheel(0, 60));
    }

    @Test
    void hugeNumbersAndAxesThatDoNotExist_doNoHarm() {
        enter(8);
        for (int i = 0; i < 3; i++) {
            event(WlPointer.Event.AXIS_VALUE120, VERTICAL, Integer.MIN_VALUE);
            event(WlPointer.Event.AXIS_VALUE120, 7, 120);
            event(WlPointer.Event.AXIS, 0, HORIZONTAL, 8_000_000.0);
        }
        event(WlPointer.Event.FRAME);
        assertWheels(wheel(120_000, 120_000));
    }

    @Test
    void withoutASurface_isNotHeard_norLater() {
        enter(8);
        event(WlPointer.Event.AXIS_VALUE120, VERTICAL, 120);
        event(WlPointer.Event.LEAVE, 2, rig.surface);
        event(WlPointer.Event.FRAME);
        event(WlPointer.Event.AXIS_VALUE120, VERTICAL, 120);
        event(WlPointer.Event.FRAME);
        rig.heard();
        event(WlPointer.Event.ENTER, 3, rig.surface, 0.0, 0.0);
        event(WlPointer.Event.FRAME);
        assertWheels("pointer entered " + rig.surface + " by 3 at 0.0,0.0");
    }
}
