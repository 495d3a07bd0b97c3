// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.keymap;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.zeropane.linux.raw.Xkbcommon;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A keyboard layout with its state, as X11 and Wayland programs have it: of libxkbcommon and
/// xkeyboard-config, which are loaded when the first one is made. Belongs to one thread.
public final class Keymap implements AutoCloseable {
    private static final int XKB_CONTEXT_NO_ENVIRONMENT_NAMES = 2;
    private static final int XKB_LOG_LEVEL_CRITICAL = 10;
    private static final int XKB_KEY_UP = 0;
    private static final int XKB_KEY_DOWN = 1;

    /// Numbers of keys in X11 are Linux's codes and these.
    private static final int FIRST_KEY = 8;

    private static final String RULES = "evdev";
    private static final String MODEL = "pc105";

    private final MemorySegment context;
    private final MemorySegment map;
    private MemorySegment state;

    private Keymap(MemorySegment context, MemorySegment map) {
        this.context = context;
        this.map = map;
        this.state = Xkbcommon.stateNew(map);
    }

    /// Makes one.
    ///
    /// @param variant empty for the layout as such
    /// @return nothing if there is no such layout
    /// @throws MissingLibraryException if libxkbcommon is not installed
    public static Optional<Keymap> of(String layout, String variant) {
        MemorySegment context = context();
        if (context.equals(MemorySegment.NULL)) {
            // There is none of the folders in which layouts may be.
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            Xkbcommon.contextSetLogLevel(context, XKB_LOG_LEVEL_CRITICAL);
            MemorySegment names = arena.allocate(ADDRESS, 5);
            names.setAtIndex(ADDRESS, 0, arena.allocateFrom(RULES));
            names.setAtIndex(ADDRESS, 1, arena.allocateFrom(MODEL));
            names.setAtIndex(ADDRESS, 2, arena.allocateFrom(layout));
            names.setAtIndex(ADDRESS, 3, arena.allocateFrom(variant));
            names.setAtIndex(ADDRESS, 4, arena.allocateFrom(""));
            MemorySegment map = Xkbcommon.keymapNewFromNames(context, names, 0);
            if (map.equals(MemorySegment.NULL)) {
                Xkbcommon.contextUnref(context);
                return Optional.empty();
            }
            return Optional.of(new Keymap(context, map));
        }
    }

    private static MemorySegment context() {
        try {
            return Xkbcommon.contextNew(XKB_CONTEXT_NO_ENVIRONMENT_NAMES);
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new MissingLibraryException(Xkbcommon.LIBRARY, e);
        }
    }

    /// Lets go of all keys, and switches off what they had switched on.
    public void reset() {
        Xkbcommon.stateUnref(state);
        state = Xkbcommon.stateNew(map);
    }

    /// A key goes down.
    ///
    /// @param code `KEY_...` of Linux
    public void press(int code) {
        int _ = Xkbcommon.stateUpdateKey(state, FIRST_KEY + code, XKB_KEY_DOWN);
    }

    /// A key goes up.
    public void release(int code) {
        int _ = Xkbcommon.stateUpdateKey(state, FIRST_KEY + code, XKB_KEY_UP);
    }

    /// What a key would make now: a keysym of X11, 0 if nothing.
    public int keysym(int code) {
        return Xkbcommon.stateKeyGetOneSym(state, FIRST_KEY + code);
    }

    /// The character of a keysym, as a code point; 0 if it has none.
    public static int character(int keysym) {
        return Xkbcommon.keysymToUtf32(keysym);
    }

    @Override
    public void close() {
        Xkbcommon.stateUnref(state);
        Xkbcommon.keymapUnref(map);
        Xkbcommon.contextUnref(context);
    }
}
