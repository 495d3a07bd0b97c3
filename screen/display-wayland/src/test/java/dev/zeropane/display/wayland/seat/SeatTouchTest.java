// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import static dev.zeropane.display.wayland.seat.SeatRig.NOTHING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.wayland.protocol.WlTouch;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeatTouchTest {
    private final SeatRig rig = new SeatRig();
    private final String surface = rig.surface;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void fingers_onTwoSurfaces_belongToTheirOwn_frameByFrame() {
        String other = rig.surface().toString();
        String touch = rig.touch(rig.seat(8));

        rig.peer.event(touch, WlTouch.Event.DOWN, 1, 0, surface, 0, 1.0, 2.0);
        rig.peer.event(touch, WlTouch.Event.DOWN, 2, 0, other, 1, 3.0, 4.0);
        rig.peer.event(touch, WlTouch.Event.SHAPE, 1, 9.0, 9.0);
        rig.peer.event(touch, WlTouch.Event.FRAME);
        rig.peer.event(touch, WlTouch.Event.MOTION, 0, 1, -5.0, 4.0);
        rig.peer.event(touch, WlTouch.Event.ORIENTATION, 1, 9.0);
        rig.peer.event(touch, WlTouch.Event.FRAME);
        rig.peer.event(touch, WlTouch.Event.UP, 3, 0, 0);
        rig.peer.event(touch, WlTouch.Event.MOTION, 0, 0, 0.0, 0.0);
        rig.peer.event(touch, WlTouch.Event.FRAME);

        assertEquals(List.of(2, 3, 4), rig.frames());
        assertEquals(
                List.of(
                        "finger 0 down on " + surface + " at 1.0,2.0",
                        "finger 1 down on " + other + " at 3.0,4.0",
                        "finger 1 of " + other + " at -5.0,4.0",
                        "finger 0 up from " + surface),
                rig.heard());
    }

    @Test
    void cancel_isToldOnceForEachSurface() {
        String touch = rig.touch(rig.seat(8));
        rig.peer.event(touch, WlTouch.Event.DOWN, 1, 0, surface, 0, 0.0, 0.0);
        rig.peer.event(touch, WlTouch.Event.DOWN, 2, 0, surface, 1, 0.0, 0.0);
        rig.heard();

        rig.peer.event(touch, WlTouch.Event.CANCEL);
        rig.peer.event(touch, WlTouch.Event.UP, 3, 0, 0);

        assertEquals(List.of("fingers cancelled on " + surface), rig.heard());
    }

    @Test
    void capabilityGone_fingersDown_areCancelledAndItIsReleased() {
        Seat seat = rig.seat(8);
        String touch = rig.touch(seat);
        rig.peer.event(touch, WlTouch.Event.DOWN, 1, 0, surface, 0, 0.0, 0.0);
        rig.heard();

        rig.capabilities(seat, NOTHING);

        assertEquals(List.of("fingers cancelled on " + surface), rig.heard());
        assertEquals(List.of(touch + ".release()"), rig.peer.requests());
    }

    @Test
    void moreFingersThanAnybodyHas_areNotHeard() {
        String touch = rig.touch(rig.seat(8));
        for (int i = 0; i < 40; i++) {
            rig.peer.event(touch, WlTouch.Event.DOWN, i, 0, surface, i, 0.0, 0.0);
        }
        assertEquals(32, rig.heard().size());
    }
}
