// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.List;

/// Something a person does to the guest with a keyboard, a pointer or fingers. Codes are those of
/// Linux's `input-event-codes.h`: they name keys, not letters, so no keymap has a say.
public sealed interface InputEvent {
    /// To be said when it is no longer known what is held, because the focus was lost or the window
    /// closed: whatever is, is let go.
    List<InputEvent> RELEASE_ALL =
            List.of(new ReleaseKeys(), new ReleaseButtons(), new TouchCancel());

    /// A key went down or up. It does not repeat: guests do that themselves.
    ///
    /// @param code `KEY_...`
    record Key(int code, boolean pressed) implements InputEvent {}

    /// The keyboard's focus is elsewhere now: every key is up.
    record ReleaseKeys() implements InputEvent {}

    /// The pointer is here.
    record Pointer(Place place) implements InputEvent {}

    /// A button of the pointer went down or up.
    ///
    /// @param code `BTN_LEFT` and its neighbours
    record Button(int code, boolean pressed) implements InputEvent {}

    /// Every button is up.
    record ReleaseButtons() implements InputEvent {}

    /// The wheel was turned, or two fingers scrolled. A notch of a wheel is 120, and less can be
    /// said, as `REL_WHEEL_HI_RES` does.
    ///
    /// @param up away from the user; negative is down (Wayland has that the other way round)
    /// @param right negative is left
    record Wheel(int up, int right) implements InputEvent {}

    /// A finger touched the screen.
    ///
    /// @param id any number that no other finger on the screen has
    record TouchDown(int id, Place place) implements InputEvent {}

    /// A finger on the screen is here now.
    record TouchMove(int id, Place place) implements InputEvent {}

    /// A finger was lifted.
    record TouchUp(int id) implements InputEvent {}

    /// No finger is on the screen any more, as far as the guest is concerned.
    record TouchCancel() implements InputEvent {}
}
