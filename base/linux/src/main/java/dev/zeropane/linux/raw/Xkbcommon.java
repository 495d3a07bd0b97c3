// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The functions of libxkbcommon that are called, one method each. The library is loaded when this
/// class is, which fails if it is not installed; most processes never do.
public final class Xkbcommon {
    public static final String LIBRARY = "libxkbcommon.so.0";

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup FUNCTIONS = load();

    private static final MethodHandle CONTEXT_NEW =
            find("xkb_context_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle CONTEXT_SET_LOG_LEVEL =
            find("xkb_context_set_log_level", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
    private static final MethodHandle CONTEXT_UNREF =
            find("xkb_context_unref", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle KEYMAP_NEW_FROM_NAMES =
            find(
                    "xkb_keymap_new_from_names",
                    FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle KEYMAP_UNREF =
            find("xkb_keymap_unref", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle STATE_NEW =
            find("xkb_state_new", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle STATE_UNREF =
            find("xkb_state_unref", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle STATE_UPDATE_KEY =
            find(
                    "xkb_state_update_key",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle STATE_KEY_GET_ONE_SYM =
            find("xkb_state_key_get_one_sym", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle KEYSYM_TO_UTF32 =
            find("xkb_keysym_to_utf32", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Xkbcommon() {}

    // SAFETY: loads a library by its name, as the dynamic linker finds it.
    @SuppressWarnings("restricted")
    private static SymbolLookup load() {
        return SymbolLookup.libraryLookup(LIBRARY, Arena.global());
    }

    // SAFETY: every descriptor above matches the C prototype of its name in xkbcommon.h.
    @SuppressWarnings("restricted")
    private static MethodHandle find(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(FUNCTIONS.findOrThrow(name), type);
    }

    /// A downcall declares `Throwable`, but only throws what the linker's own checks throw.
    private static RuntimeException unexpected(Throwable t) {
        switch (t) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(t);
        }
    }

    public static MemorySegment contextNew(int flags) {
        try {
            return (MemorySegment) CONTEXT_NEW.invokeExact(flags);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static void contextSetLogLevel(MemorySegment context, int level) {
        try {
            CONTEXT_SET_LOG_LEVEL.invokeExact(context, level);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static void contextUnref(MemorySegment context) {
        try {
            CONTEXT_UNREF.invokeExact(context);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /// @param names a `struct xkb_rule_names`
    public static MemorySegment keymapNewFromNames(
            MemorySegment context, MemorySegment names, int flags) {
        try {
            return (MemorySegment) KEYMAP_NEW_FROM_NAMES.invokeExact(context, names, flags);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static void keymapUnref(MemorySegment keymap) {
        try {
            KEYMAP_UNREF.invokeExact(keymap);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static MemorySegment stateNew(MemorySegment keymap) {
        try {
            return (MemorySegment) STATE_NEW.invokeExact(keymap);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static void stateUnref(MemorySegment state) {
        try {
            STATE_UNREF.invokeExact(state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int stateUpdateKey(MemorySegment state, int key, int direction) {
        try {
            return (int) STATE_UPDATE_KEY.invokeExact(state, key, direction);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int stateKeyGetOneSym(MemorySegment state, int key) {
        try {
            return (int) STATE_KEY_GET_ONE_SYM.invokeExact(state, key);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int keysymToUtf32(int keysym) {
        try {
            return (int) KEYSYM_TO_UTF32.invokeExact(keysym);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}
