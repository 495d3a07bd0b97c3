// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.web.encoding.Encodings;
import dev.zeropane.display.web.encoding.JpegQuality;
import dev.zeropane.display.web.wire.Rfb;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// What a client understands, of what is spoken here.
///
/// @param encoding of its pixels
/// @param quality of JPEG pictures among them, if it asks for some
/// @param others numbers of what is no encoding of pixels
record Abilities(int encoding, Optional<JpegQuality> quality, Set<Integer> others) {
    /// Of a client that has not said anything.
    static final Abilities NONE = new Abilities(Rfb.RAW, Optional.empty(), Set.of());

    private static final Set<Integer> KNOWN =
            Set.of(
                    Rfb.DESKTOP_SIZE,
                    Rfb.LAST_RECT,
                    Rfb.CURSOR,
                    Rfb.QEMU_EXTENDED_KEYS,
                    Rfb.QEMU_LED_STATE,
                    Rfb.DESKTOP_NAME,
                    Rfb.EXTENDED_DESKTOP_SIZE,
                    Rfb.FENCE,
                    Rfb.CONTINUOUS_UPDATES,
                    Rfb.CURSOR_WITH_ALPHA,
                    Rfb.EXTENDED_MOUSE_BUTTONS,
                    Rfb.VMWARE_CURSOR,
                    Rfb.EXTENDED_CLIPBOARD);

    /// 0 is no cursor: it is Raw.
    static final int NO_CURSOR = 0;

    Abilities {
        others = Set.copyOf(others);
    }

    static Abilities of(List<Integer> encodings) {
        Set<Integer> others = new HashSet<>(encodings);
        others.retainAll(KNOWN);
        int encoding = Encodings.choose(encodings);
        Optional<JpegQuality> quality =
                encoding == Rfb.TIGHT ? JpegQuality.asked(encodings) : Optional.empty();
        return new Abilities(encoding, quality, others);
    }

    boolean has(int ability) {
        return others.contains(ability);
    }

    /// The encoding of the pointer's picture: one with alpha if there is one.
    int cursor() {
        return IntStream.of(Rfb.CURSOR_WITH_ALPHA, Rfb.VMWARE_CURSOR, Rfb.CURSOR)
                .filter(this::has)
                .findFirst()
                .orElse(NO_CURSOR);
    }

    /// Whether it can follow when the picture gets another size.
    boolean resizes() {
        return has(Rfb.EXTENDED_DESKTOP_SIZE) || has(Rfb.DESKTOP_SIZE);
    }
}
