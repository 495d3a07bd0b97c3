// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.List;

/// Something a person does to the guest with a keyboard, a pointer or fingers. Codes are those of
/// Linux's `input-event-codes.h`: they name keys, not letters, so keymaps do not matter.
public sealed interface InputEvent {
    /// Releases everything. A display sends this when it can no longer tell which keys and buttons
    /// are down, because the window lost the focus or was closed.
    List<InputEvent> RELEASE_ALL =
            List.of(new ReleaseKeys(), new ReleaseButtons(), new TouchCancel());

    /// A key went down or up. There are no repeats: guests repeat keys themselves.
    ///
    /// @param code `KEY_...`
    record Key(int code, boolean pressed) implements InputEvent {}

    /// The keyboard lost the focus: every key is up.
    record ReleaseKeys() implements InputEvent {}

    /// The pointer is at this place.
    record Pointer(Place place) implements InputEvent {}

    /// A button of the pointer went down or up.
    ///
    /// @param code `BTN_LEFT` and its neighbours
    record Button(int code, boolean pressed) implements InputEvent {}

    /// Every button is up.
    record ReleaseButtons() implements InputEvent {}

    /// The wheel was turned, or two fingers scrolled. A notch of a wheel is 120, and smaller steps
    /// are possible, as with `REL_WHEEL_HI_RES`.
    ///
    /// @param up away from the user; negative is down (the opposite of Wayland's sign)
    /// @param right negative is left
    record Wheel(int up, int right) implements InputEvent {}

    /// A finger touched the screen.
    ///
    /// @param id any number that no other finger on the screen has
    record TouchDown(int id, Place place) implements InputEvent {}

    /// A finger on the screen moved to this place.
    record TouchMove(int id, Place place) implements InputEvent {}

    /// A finger was lifted.
    record TouchUp(int id) implements InputEvent {}

    /// The touches were cancelled: for the guest, no finger is on the screen any more.
    record TouchCancel() implements InputEvent {}
}
