// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Lights;
import dev.zeropane.display.web.wire.PixelLayout;
import dev.zeropane.display.web.wire.Rfb;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a client's next update is to say beside pixels, as far as the client understands it. Of
/// what changes meanwhile the last counts. Guarded by its [Viewer].
final class Extras {
    private enum Kind {
        SIZE,
        CURSOR,
        NAME,
        LIGHTS,
        KEYS_UNDERSTOOD,
        BUTTONS_UNDERSTOOD
    }

    private final Set<Kind> pending = EnumSet.noneOf(Kind.class);
    private Cursor cursor = Cursor.NOT_SET;
    private Lights lights = Lights.OFF;
    private String name = "";
    private int sizeReason = ServerMessages.BY_SERVER;
    private int sizeStatus = ServerMessages.OK;

    void cursor(Cursor set) {
        cursor = set;
        pending.add(Kind.CURSOR);
    }

    void lights(Lights set) {
        lights = set;
        pending.add(Kind.LIGHTS);
    }

    void name(String set) {
        name = set;
        pending.add(Kind.NAME);
    }

    void size() {
        pending.add(Kind.SIZE);
    }

    /// What became of the client's wish for another size.
    void sizeWish(int status) {
        sizeReason = ServerMessages.BY_THIS_CLIENT;
        sizeStatus = status;
        pending.add(Kind.SIZE);
    }

    /// The client understands something else than before.
    void abilities(Abilities before, Abilities now) {
        gained(before, now, Rfb.EXTENDED_DESKTOP_SIZE, Kind.SIZE);
        gained(before, now, Rfb.QEMU_LED_STATE, Kind.LIGHTS);
        gained(before, now, Rfb.QEMU_EXTENDED_KEYS, Kind.KEYS_UNDERSTOOD);
        gained(before, now, Rfb.EXTENDED_MOUSE_BUTTONS, Kind.BUTTONS_UNDERSTOOD);
        if (before.cursor() != now.cursor() && !cursor.equals(Cursor.NOT_SET)) {
            pending.add(Kind.CURSOR);
        }
    }

    private void gained(Abilities before, Abilities now, int ability, Kind kind) {
        if (now.has(ability) && !before.has(ability)) {
            pending.add(kind);
        }
    }

    /// Whether there is something to be said.
    boolean isPending(Abilities abilities) {
        return pending.stream().anyMatch(kind -> isUnderstood(kind, abilities));
    }

    private static boolean isUnderstood(Kind kind, Abilities abilities) {
        return switch (kind) {
            case SIZE -> abilities.has(Rfb.EXTENDED_DESKTOP_SIZE);
            case CURSOR -> abilities.cursor() != Abilities.NO_CURSOR;
            case NAME -> abilities.has(Rfb.DESKTOP_NAME);
            case LIGHTS -> abilities.has(Rfb.QEMU_LED_STATE);
            case KEYS_UNDERSTOOD -> abilities.has(Rfb.QEMU_EXTENDED_KEYS);
            case BUTTONS_UNDERSTOOD -> abilities.has(Rfb.EXTENDED_MOUSE_BUTTONS);
        };
    }

    /// Takes all of it.
    ///
    /// @param width of the picture as the client knows it, as `height`
    List<Message> take(Abilities abilities, PixelLayout layout, int width, int height) {
        List<Message> rectangles =
                pending.stream()
                        .filter(kind -> isUnderstood(kind, abilities))
                        .map(kind -> rectangle(kind, abilities, layout, width, height))
                        .toList();
        pending.clear();
        sizeReason = ServerMessages.BY_SERVER;
        sizeStatus = ServerMessages.OK;
        return rectangles;
    }

    private Message rectangle(
            Kind kind, Abilities abilities, PixelLayout layout, int width, int height) {
        return switch (kind) {
            case SIZE -> ServerMessages.extendedDesktopSize(sizeReason, sizeStatus, width, height);
            case CURSOR -> ServerMessages.cursor(cursor, abilities.cursor(), layout);
            case NAME -> ServerMessages.name(name);
            case LIGHTS -> ServerMessages.lights(lights);
            case KEYS_UNDERSTOOD -> ServerMessages.understood(Rfb.QEMU_EXTENDED_KEYS);
            case BUTTONS_UNDERSTOOD -> ServerMessages.understood(Rfb.EXTENDED_MOUSE_BUTTONS);
        };
    }
}
