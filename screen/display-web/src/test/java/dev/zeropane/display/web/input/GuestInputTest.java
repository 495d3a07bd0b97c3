// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Place;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GuestInputTest {
    private static final String ONE = "one client";
    private static final String OTHER = "another";
    private static final Place CENTRE = new Place(0, 0.5, 0.5);

    private static final int SHIFT_L = 0xffe1;
    private static final int CAPS_LOCK = 0xffe5;

    private final List<String> events = new ArrayList<>();
    private final GuestInput input = new GuestInput(this::add);

    private void add(List<InputEvent> frame) {
        for (InputEvent event : frame) {
            events.add(
                    switch (event) {
                        case InputEvent.Key(int code, boolean pressed) ->
                                (pressed ? "+" : "-") + code;
                        case InputEvent.Button(int code, boolean pressed) ->
                                (pressed ? "+" : "-") + "b" + Integer.toHexString(code);
                        case InputEvent.Wheel(int up, int right) -> "wheel " + up + " " + right;
                        case InputEvent.Pointer(Place(int _, double x, double y)) ->
                                "at " + x + " " + y;
                        default -> event.toString();
                    });
        }
    }

    private void expect(String... expected) {
        assertEquals(List.of(expected), events);
        events.clear();
    }

    private void press(int keysym) {
        input.key(ONE, keysym, true);
    }

    private void release(int keysym) {
        input.key(ONE, keysym, false);
    }

    @Test
    void keysym_isItsKeyOnAUsKeyboard() {
        press('a');
        release('a');
        press(0xff0d);
        release(0xff0d);
        press(0xffc9);
        release(0xffc9);
        expect("+30", "-30", "+28", "-28", "+88", "-88");
    }

    @Test
    void keysymOfUnicode_isTheSameKey() {
        press(0x01000061);
        expect("+30");
    }

    @Test
    void keysymThatNoKeyHas_doesNothing() {
        press(0xe4);
        press(-1);
        press(0x01000000 + 0x20ac);
        input.key(ONE, 0x1ff, -1, true);
        expect();
    }

    @Test
    void shiftedSign_shiftHeld_isItsKey() {
        press(SHIFT_L);
        press('!');
        release('!');
        release(SHIFT_L);
        expect("+42", "+2", "-2", "-42");
    }

    @Test
    void shiftedSign_shiftNotHeld_isHeldUntilItsRelease() {
        press('!');
        expect("+42", "+2");
        release('!');
        expect("-2", "-42");
    }

    @Test
    void shiftedSign_anotherKeyBeforeItsRelease_hasNoShift() {
        press('!');
        press('a');
        expect("+42", "+2", "-42", "+30");
        release('!');
        release('a');
        expect("-2", "-30");
    }

    @Test
    void plainSign_shiftHeld_isLetGoMeanwhile() {
        press(SHIFT_L);
        press('1');
        release('1');
        expect("+42", "-42", "+2", "-2", "+42");
        press('1');
        release(SHIFT_L);
        expect("-42", "+2", "+42", "-42");
    }

    @Test
    void keyThatIsNoSign_takesShiftAsItIs() {
        press(SHIFT_L);
        press(0xff09);
        expect("+42", "+15");
    }

    @Test
    void letters_guestHasCapsLock_comeOutAsTheyAre() {
        input.lightsChanged(new Lights(false, false, true));
        press('A');
        release('A');
        press('a');
        release('a');
        press('!');
        release('!');
        expect("+30", "-30", "+42", "+30", "-30", "-42", "+42", "+2", "-2", "-42");
    }

    @Test
    void repeatedKey_isPressedOnce() {
        press('a');
        press('a');
        press('A');
        release('a');
        release('a');
        expect("+30", "-30");
    }

    @Test
    void releaseByAnotherSignOfTheKey_counts() {
        press('A');
        release('a');
        expect("+42", "+30", "-30", "-42");
    }

    @Test
    void scanCode_isItsKey_whateverIsWrittenOnIt() {
        input.key(ONE, 0x10, 'a', true);
        input.key(ONE, 0x10, 'a', false);
        input.key(ONE, 0x9d, 0xffe4, true);
        input.key(ONE, 0x56, '<', true);
        expect("+16", "-16", "+97", "+86");
    }

    @Test
    void unknownScanCode_isGoneByWhatIsWritten() {
        input.key(ONE, 0, CAPS_LOCK, true);
        expect("+58");
    }

    @Test
    void buttons_areThoseOfLinux() {
        for (int bit : List.of(0, 1, 2, 7, 8)) {
            input.pointer(ONE, CENTRE, 0, 1 << bit);
            input.pointer(ONE, CENTRE, 1 << bit, 0);
        }
        events.removeIf(event -> event.startsWith("at"));
        expect(
                "+b110", "-b110", "+b112", "-b112", "+b111", "-b111", "+b113", "-b113", "+b114",
                "-b114");
    }

    @Test
    void wheel_turnsByANotch_whenItsButtonGoesDown() {
        for (int bit = 3; bit <= 6; bit++) {
            input.pointer(ONE, CENTRE, 0, 1 << bit);
            input.pointer(ONE, CENTRE, 1 << bit, 0);
        }
        events.removeIf(event -> event.startsWith("at"));
        expect("wheel 120 0", "wheel -120 0", "wheel 0 -120", "wheel 0 120");
    }

    @Test
    void pointer_placeComesBeforeTheButton() {
        input.pointer(ONE, CENTRE, 0, 1);
        expect("at 0.5 0.5", "+b110");
    }

    @Test
    void clientLeaves_whatItHoldsIsLetGo_andNothingElse() {
        press(SHIFT_L);
        press('1');
        input.key(OTHER, 'b', true);
        input.pointer(ONE, CENTRE, 0, 1);
        input.pointer(OTHER, CENTRE, 0, 4);
        events.clear();
        input.left(ONE);
        expect("+42", "-2", "-42", "-b110");
        input.left(OTHER);
        expect("-48", "-b111");
        input.left(OTHER);
        expect();
    }

    @Test
    void keyOfTwoClients_isUpWhenTheLastReleasesIt() {
        press('a');
        input.key(OTHER, 'a', true);
        release('a');
        expect("+30");
        input.key(OTHER, 'a', false);
        expect("-30");
    }
}
