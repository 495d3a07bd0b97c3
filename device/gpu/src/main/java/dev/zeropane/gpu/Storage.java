// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// Where a resource's pixels are, and why there.
enum Storage {
    /// In the guest's own pages: nothing is copied.
    ALIASED,
    /// Nowhere yet: there is neither backing nor content.
    EMPTY,
    /// In memory of ours, because the device was told to copy.
    COPY_OPTION,
    /// In memory of ours, because the backing does not hold the whole image.
    SHORT_BACKING,
    /// In memory of ours, because the backing does not begin and end with pages.
    UNALIGNED_BACKING,
    /// In memory of ours since the guest transferred from where an image of that width has other
    /// pixels.
    NON_CANONICAL_TRANSFER,
    /// In memory of ours since its many pieces could not all be mapped.
    NO_MAPPINGS,
    /// In memory of ours since the guest took the pages back of a picture that was on a screen.
    DETACHED;

    /// As `stats` says it (docs/control-socket.md).
    SequencedMap<String, String> details() {
        SequencedMap<String, String> details = new LinkedHashMap<>();
        details.put("storage", this == ALIASED ? "aliased" : "shadowed");
        if (this != ALIASED) {
            details.put("reason", name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return details;
    }
}
