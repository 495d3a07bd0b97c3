// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.control.input.InputPart;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Place;
import dev.zeropane.display.SizeWishes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What displays give, done to a device over its control socket.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class ControlInputTest extends InputRig {

    @Test
    void input_millionKeys_allCome_andOthersAreAnswered() {
        serve(LIMITS);
        ControlInput input = ControlInput.connect(path(), new Notes());
        open.add(input);
        List<InputEvent> frame = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            frame.add(key(A, true));
            frame.add(key(A, false));
        }
        try (ControlClient other = server.connect()) {
            for (int i = 0; i < 50; i++) {
                for (int j = 0; j < 1000; j++) {
                    input.input(frame);
                }
                input.read(InputPart.KEYBOARD).join();
                other.stats();
            }
        }
        // The queue of the client is bounded: it drops what is too fast, and nothing stays pressed.
        assertTrue(hands.events.get() <= 1_000_000);
        assertEquals(Set.of(), hands.held());
    }

    @Test
    void lights_areTold_atFirstAndWhenTheyChange() {
        hands.lights = new Lights(false, true, false);
        serve(LIMITS);
        Notes notes = new Notes();
        ControlInput input = ControlInput.connect(path(), notes);
        open.add(input);
        assertEquals(List.of(new Lights(false, true, false)), notes.lights);
        for (int i = 0; i < 1000; i++) {
            hands.light(new Lights(false, false, i % 2 == 0));
        }
        hands.light(new Lights(true, true, true));
        Lights all = new Lights(true, true, true);
        Peer.await("all lights", () -> notes.lights.getLast().equals(all));
        assertTrue(notes.lights.size() < 100, "one message for many changes");
    }

    @Test
    void wishes_arePaced() {
        serve(LIMITS);
        ControlInput input = ControlInput.connect(path(), new Notes());
        open.add(input);
        SizeWishes sizes = input.sizes();
        for (int i = 1; i <= 1000; i++) {
            sizes.wish(1, new Mode(640, i));
        }
        Mode last = new Mode(640, 1000);
        Peer.await("the last size", () -> hands.sizes.contains(last));
        assertTrue(hands.sizes.size() < 10, hands.sizes::toString);
    }

    @Test
    void wishes_nobodyHears_areNone() {
        hands.hearsSizes = false;
        serve(LIMITS);
        ControlInput input = ControlInput.connect(path(), new Notes());
        open.add(input);
        assertEquals(SizeWishes.NONE, input.sizes());
    }

    @Test
    void controlInput_everyKindOfEvent_arrives() {
        serve(LIMITS);
        ControlInput input = ControlInput.connect(path(), new Notes());
        open.add(input);
        Place place = new Place(0, 1.0 / 3, 0.1);
        input.input(
                List.of(
                        new InputEvent.Pointer(place),
                        new InputEvent.Button(LEFT, true),
                        new InputEvent.Wheel(1, -1),
                        new InputEvent.TouchDown(4, place),
                        new InputEvent.TouchMove(4, place),
                        new InputEvent.TouchUp(4),
                        key(A, true)));
        input.input(InputEvent.RELEASE_ALL);
        input.read(InputPart.TOUCH).join();
        assertEquals(9, hands.events.get());
        List<InputEvent> all = hands.reports.stream().flatMap(List::stream).toList();
        assertEquals(new InputEvent.Pointer(place), all.getFirst());
        assertEquals(new InputEvent.Wheel(1, -1), all.get(2));
        assertEquals(List.of(key(A, false), new InputEvent.Button(LEFT, false)), all.subList(7, 9));
    }

    /// As `KEY_FN` of some keyboards.
    @Test
    void controlInput_keysThatNoGuestHas_areLeftOut() {
        serve(LIMITS);
        ControlInput input = ControlInput.connect(path(), new Notes());
        open.add(input);
        input.input(List.of(key(0x1d0, true), new InputEvent.Button(0x118, true)));
        input.input(List.of(key(0x1d0, false), key(A, true)));
        input.read(InputPart.KEYBOARD).join();
        assertEquals(List.of(List.of(key(A, true))), hands.reports);
    }

    /// A window whose device hangs floods it: the device gets as much as the queue holds, then
    /// everything is let go of.
    @Test
    void controlInput_queueThatIsFull_endsWithNothingHeld() {
        serve(new InputLimits(1 << 20, Duration.ofMillis(100), Duration.ofSeconds(30)));
        ControlInput input = ControlInput.connect(path(), new Notes());
        open.add(input);
        hands.read = false;
        CompletableFuture<Void> read = input.read(InputPart.KEYBOARD);
        input.input(List.of(key(A, true)));
        for (int i = 0; i < 100_000; i++) {
            input.input(List.of(key(A + 1, i % 2 == 0)));
        }
        hands.read = true;
        read.join();
        input.read(InputPart.KEYBOARD).join();
        Peer.await("the release of all", () -> hands.held().isEmpty());
        assertTrue(hands.events.get() < 100_000);
        input.input(List.of(key(A, true)));
        input.read(InputPart.KEYBOARD).join();
        assertEquals(Set.of(A), hands.held());
    }

    @Test
    void controlInput_deviceEnds_isToldAndQuestionsFail() {
        serve(LIMITS);
        Notes notes = new Notes();
        ControlInput input = ControlInput.connect(path(), notes);
        open.add(input);
        hands.read = false;
        CompletableFuture<Void> read = input.read(InputPart.KEYBOARD);
        server.close();
        ExecutionException failure = assertThrows(ExecutionException.class, read::get);
        assertTrue(failure.getCause() instanceof ControlException, failure::toString);
        Peer.await("the end", () -> !notes.ends.isEmpty());
        input.input(List.of(key(A, true)));
        assertThrows(ExecutionException.class, () -> input.read(InputPart.KEYBOARD).get());
        serve(LIMITS);
    }

    @Test
    void controlInput_noKeyboard_throws() {
        serveWithout();
        ControlException refused =
                assertThrows(
                        ControlException.class, () -> ControlInput.connect(path(), new Notes()));
        assertTrue(refused.getMessage().contains("zeropane run"), refused::getMessage);
    }

    /// What a device had to say.
    private static final class Notes implements ControlInput.Listener {
        final List<Lights> lights = new CopyOnWriteArrayList<>();
        final List<ControlException> ends = new CopyOnWriteArrayList<>();

        @Override
        public void lightsChanged(Lights now) {
            lights.add(now);
        }

        @Override
        public void ended(ControlException reason) {
            ends.add(reason);
        }
    }
}
