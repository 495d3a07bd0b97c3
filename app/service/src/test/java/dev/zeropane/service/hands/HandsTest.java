// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.hands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.control.input.InputPart;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Place;
import dev.zeropane.display.hands.VmmHands;
import dev.zeropane.input.Desktop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Each event has one taker.
final class HandsTest {
    private static final InputEvent.Key A = new InputEvent.Key(30, true);
    private static final InputEvent.Key A_UP = new InputEvent.Key(30, false);
    private static final InputEvent.Button LEFT = new InputEvent.Button(0x110, true);
    private static final InputEvent.TouchCancel TOUCH = new InputEvent.TouchCancel();

    private final List<String> got = new ArrayList<>();
    private final Desktop desktop =
            new Desktop(Map.of(0, new Mode(1000, 500), 1, new Mode(1000, 1000)));
    private final Hands hands = hands(Optional.of(new Vmm()));

    private Hands hands(Optional<VmmHands> vmm) {
        return new Hands(
                Map.of(
                        InputPart.KEYBOARD, device("keyboard", InputEvent.Key.class),
                        InputPart.POINTER, device("tablet", InputEvent.Button.class),
                        InputPart.TOUCH, device("touch", InputEvent.TouchCancel.class)),
                vmm,
                () -> desktop);
    }

    /// A device that ignores events of others, as ours do.
    private InputSink device(String name, Class<? extends InputEvent> own) {
        return frame ->
                frame.stream()
                        .filter(event -> own.isInstance(event) || lifts(event, name))
                        .forEach(event -> got.add(name + " " + event));
    }

    private static boolean lifts(InputEvent event, String device) {
        return (event instanceof InputEvent.ReleaseKeys && device.equals("keyboard"))
                || (event instanceof InputEvent.ReleaseButtons && device.equals("tablet"));
    }

    private final class Vmm implements VmmHands {
        @Override
        public void input(List<InputEvent> frame, int width, int height) {
            frame.forEach(event -> got.add(width + "x" + height + " " + event));
        }

        @Override
        public boolean isIdle() {
            return false;
        }
    }

    private List<String> taken() {
        List<String> taken = List.copyOf(got);
        got.clear();
        return taken;
    }

    @Test
    void withoutDrivers_theVmmsOwnGetKeysAndPointer() {
        hands.input(List.of(A, new InputEvent.Pointer(new Place(1, 0.5, 0.5)), LEFT, TOUCH));
        assertEquals(
                List.of(
                        "touch " + TOUCH,
                        "2000x1000 " + A,
                        "2000x1000 " + new InputEvent.Pointer(new Place(0, 0.75, 0.5)),
                        "2000x1000 " + LEFT),
                taken());
        assertEquals(Map.of("keyboard", "qemu", "pointer", "qemu"), hands.takers());
        assertEquals(Optional.of(false), hands.isTakenByVmm(InputPart.KEYBOARD));
        assertEquals(Optional.empty(), hands.isTakenByVmm(InputPart.TOUCH));
    }

    @Test
    void driverStarts_theVmmsIsLifted_andOursGetsWhatComes() {
        hands.input(List.of(A, LEFT));
        got.clear();
        hands.driven(InputPart.KEYBOARD, true);
        assertEquals(List.of("2000x1000 " + new InputEvent.ReleaseKeys()), taken());
        hands.input(List.of(A_UP, LEFT));
        assertEquals(List.of("keyboard " + A_UP, "2000x1000 " + LEFT), taken());
        assertEquals(Map.of("keyboard", "virtio", "pointer", "qemu"), hands.takers());
        assertEquals(Optional.empty(), hands.isTakenByVmm(InputPart.KEYBOARD));
    }

    @Test
    void driverGoes_oursIsLifted_andTheVmmsGetsWhatComes() {
        hands.driven(InputPart.POINTER, true);
        hands.input(List.of(LEFT));
        got.clear();
        hands.driven(InputPart.POINTER, false);
        assertEquals(List.of("tablet " + new InputEvent.ReleaseButtons()), without("keyboard"));
        hands.input(List.of(LEFT));
        assertEquals(List.of("2000x1000 " + LEFT), taken());
    }

    private List<String> without(String device) {
        return taken().stream().filter(event -> !event.startsWith(device)).toList();
    }

    @Test
    void withoutAWayToTheVmm_oursGetEverything() {
        Hands alone = hands(Optional.empty());
        alone.input(List.of(A, LEFT));
        assertEquals(
                List.of("keyboard " + A, "tablet " + LEFT), taken().stream().sorted().toList());
        alone.driven(InputPart.KEYBOARD, true);
        assertEquals(List.of(), taken());
        assertEquals(Map.of("keyboard", "virtio", "pointer", "nobody"), alone.takers());
    }
}
