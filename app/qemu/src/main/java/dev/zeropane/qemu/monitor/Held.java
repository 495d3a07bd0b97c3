// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The keys and buttons that QEMU was told are down. Belongs to the loop's thread.
final class Held {
    private final BitSet keys = new BitSet();
    private final Set<PointerButton> buttons = EnumSet.noneOf(PointerButton.class);

    /// What was pressed since everything was lifted: QEMU may have missed that it was let go of.
    private final BitSet pressedKeys = new BitSet();

    private final Set<PointerButton> pressedButtons = EnumSet.noneOf(PointerButton.class);

    /// QEMU is told this.
    void note(HandStep.Key key) {
        keys.set(key.qnum(), key.down());
        if (key.down()) {
            pressedKeys.set(key.qnum());
        }
    }

    void note(HandStep.Button button) {
        if (button.down()) {
            buttons.add(button.button());
            pressedButtons.add(button.button());
        } else {
            buttons.remove(button.button());
        }
    }

    /// What lifts the keys that are down.
    List<HandStep> keyLifts() {
        return keys.stream().<HandStep>mapToObj(qnum -> new HandStep.Key(qnum, false)).toList();
    }

    /// What lifts the buttons that are down.
    List<HandStep> buttonLifts() {
        return buttons.stream()
                .<HandStep>map(button -> new HandStep.Button(button, false))
                .toList();
    }

    /// What lifts every key that may be down, once.
    InputEvents takeKeys() {
        InputEvents events = new InputEvents();
        pressedKeys.stream().forEach(qnum -> events.key(qnum, false));
        pressedKeys.clear();
        return events;
    }

    /// What lifts every button that may be down, once.
    InputEvents takeButtons() {
        InputEvents events = new InputEvents();
        pressedButtons.forEach(button -> events.button(button, false));
        pressedButtons.clear();
        return events;
    }
}
