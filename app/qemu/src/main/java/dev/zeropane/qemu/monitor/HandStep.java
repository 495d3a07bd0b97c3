// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

/// Something that a keyboard or pointer of QEMU's is made to do.
sealed interface HandStep {
    /// @param qnum as [Qnums] has it
    record Key(int qnum, boolean down) implements HandStep {}

    /// Every key that QEMU believes to be down is up.
    record LiftKeys() implements HandStep {}

    /// The pointer is there.
    ///
    /// @param x from 0, the left edge of all screens together, to 1, as `y`
    /// @param width of all screens, in pixels, as `height`
    record Move(double x, double y, int width, int height) implements HandStep {}

    record Button(PointerButton button, boolean down) implements HandStep {}

    /// A wheel was turned by one notch.
    record Notch(PointerButton wheel) implements HandStep {}

    /// Every button that QEMU believes to be down is up.
    record LiftButtons() implements HandStep {}
}
