// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Rect;
import dev.zeropane.guest.GuestPages;
import java.util.Optional;

/// Where a resource's pixels are.
sealed interface Pixels {
    /// Nowhere: nothing is attached, and nothing is left of what was.
    record Nowhere() implements Pixels {}

    /// In the guest's backing, which displays see in place.
    final class Aliased implements Pixels {
        GuestPages backing;

        /// Made of the backing for displays.
        GuestImage image;

        /// What transfers have made the resource's content.
        Rect transferred = Rect.EMPTY;

        Aliased(GuestPages backing, GuestImage image) {
            this.backing = backing;
            this.image = image;
        }
    }

    /// In storage of the resource's own.
    final class Shadowed implements Pixels {
        final Shadow shadow;
        Optional<GuestPages> backing;

        /// Why it is here, and whether it stays here whatever is attached.
        Storage reason;

        boolean forGood;

        Shadowed(Shadow shadow, Optional<GuestPages> backing, Storage reason, boolean forGood) {
            this.shadow = shadow;
            this.backing = backing;
            this.reason = reason;
            this.forGood = forGood;
        }
    }
}
