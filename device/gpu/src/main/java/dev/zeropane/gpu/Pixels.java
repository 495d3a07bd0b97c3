// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Rect;
import dev.zeropane.guest.GuestPages;
import java.util.Optional;

/// The place of a resource's pixels.
sealed interface Pixels {
    /// Nowhere: the resource has neither backing nor content.
    record Nowhere() implements Pixels {}

    /// In the guest's backing, which displays use in place.
    final class Aliased implements Pixels {
        GuestPages backing;

        /// The backing as displays use it.
        GuestImage image;

        /// The rectangle that transfers have filled so far.
        Rect transferred = Rect.EMPTY;

        Aliased(GuestPages backing, GuestImage image) {
            this.backing = backing;
            this.image = image;
        }
    }

    /// In the resource's own storage.
    final class Shadowed implements Pixels {
        final Shadow shadow;
        Optional<GuestPages> backing;

        /// Why the pixels are here.
        Storage reason;

        /// Whether the pixels stay here, whatever the guest attaches.
        boolean permanent;

        Shadowed(Shadow shadow, Optional<GuestPages> backing, Storage reason, boolean permanent) {
            this.shadow = shadow;
            this.backing = backing;
            this.reason = reason;
            this.permanent = permanent;
        }
    }
}
