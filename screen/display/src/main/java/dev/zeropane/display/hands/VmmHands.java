// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.hands;

import dev.zeropane.display.InputEvent;
import java.util.List;

/// The keyboard and pointer that the VMM itself has given its guest, which every guest has a driver
/// for: they get what people do for as long as the guest has none for ours. Every method may be
/// called on any thread; none blocks or throws.
public interface VmmHands {
    /// Takes events of keyboard and pointer that happened together, in their order.
    ///
    /// @param frame its places are on all of the guest's screens as if they were one
    /// @param width of that one, in pixels, as `height`
    void input(List<InputEvent> frame, int width, int height);

    /// Whether the VMM has taken everything until now.
    boolean isIdle();
}
