// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.Evdev.*;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.keyboard.EvdevKeys;
import java.util.function.Supplier;

/// A pointer with absolute positions: the guest's pointer is then where the user's is, and the
/// user's need not be confined to a window.
final class TabletModel implements Model {
    private static final int[] BUTTONS = {BTN_LEFT, BTN_RIGHT, BTN_MIDDLE, BTN_SIDE, BTN_EXTRA};

    private final Supplier<Desktop> desktop;

    TabletModel(Supplier<Desktop> desktop) {
        this.desktop = desktop;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("Zeropane Tablet", "zeropane-tablet", 2)
                .events(EV_KEY, BUTTONS)
                .events(EV_REL, REL_HWHEEL, REL_WHEEL, REL_WHEEL_HI_RES, REL_HWHEEL_HI_RES)
                .events(EV_ABS, ABS_X, ABS_Y)
                .axis(ABS_X, AbsoluteAxis.MAX)
                .axis(ABS_Y, AbsoluteAxis.MAX);
    }

    @Override
    public void input(InputEvent event, ChangeSink changes) {
        switch (event) {
            case InputEvent.Pointer pointer ->
                    desktop.get()
                            .find(pointer.place())
                            .ifPresent(at -> {
                                changes.set(Control.absolute(ABS_X), AbsoluteAxis.valueAt(at.x()));
                                changes.set(Control.absolute(ABS_Y), AbsoluteAxis.valueAt(at.y()));
                            });
            case InputEvent.Button button -> {
                if (EvdevKeys.isButton(button.code())) {
                    changes.set(Control.key(button.code()), button.pressed() ? 1 : 0);
                }
            }
            case InputEvent.ReleaseButtons _ -> {
                for (int code : BUTTONS) {
                    changes.set(Control.key(code), 0);
                }
            }
            case InputEvent.Wheel wheel -> {
                changes.set(Control.relative(REL_WHEEL_HI_RES), wheel.up());
                changes.set(Control.relative(REL_HWHEEL_HI_RES), wheel.right());
            }
            default -> {}
        }
    }
}
