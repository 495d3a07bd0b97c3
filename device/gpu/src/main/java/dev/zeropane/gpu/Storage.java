// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// The kind of a resource's storage, and the reason for it.
enum Storage {
    /// The guest's own pages: nothing is copied.
    ALIASED,
    /// None yet: there is neither backing nor content.
    EMPTY,
    /// The device's own memory, because of the option to copy always.
    COPY_OPTION,
    /// The device's own memory, because the backing is smaller than the image.
    SHORT_BACKING,
    /// The device's own memory, because the backing does not consist of whole pages.
    UNALIGNED_BACKING,
    /// The device's own memory, since the guest transferred from an offset that does not match the
    /// rectangle.
    NON_CANONICAL_TRANSFER,
    /// The device's own memory, since there were not enough mappings for the pieces of the backing.
    NO_MAPPINGS,
    /// The device's own memory, since the guest detached the backing while the resource was on a
    /// screen.
    DETACHED;

    /// The fields of `stats` (docs/control-socket.md).
    SequencedMap<String, String> details() {
        SequencedMap<String, String> details = new LinkedHashMap<>();
        details.put("storage", this == ALIASED ? "aliased" : "shadowed");
        if (this != ALIASED) {
            details.put("reason", name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return details;
    }
}
