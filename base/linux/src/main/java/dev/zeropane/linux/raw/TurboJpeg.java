// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The functions of libjpeg-turbo's TurboJPEG library that Zeropane calls, one method each. The
/// library is opened when this class is first used, and stays.
public final class TurboJpeg {
    private static final String LIBRARY = "libturbojpeg.so.0";
    private static final Linker LINKER = Linker.nativeLinker();

    private final MethodHandle initCompress;
    private final MethodHandle compress2;
    private final MethodHandle bufSize;
    private final MethodHandle destroy;

    // SAFETY: every descriptor matches the C prototype of its name (turbojpeg.h of version 1.2 and
    // all later ones, whose soname is the same).
    @SuppressWarnings("restricted")
    private TurboJpeg(SymbolLookup library) {
        initCompress =
                LINKER.downcallHandle(
                        library.findOrThrow("tjInitCompress"), FunctionDescriptor.of(ADDRESS));
        compress2 =
                LINKER.downcallHandle(
                        library.findOrThrow("tjCompress2"),
                        FunctionDescriptor.of(
                                JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
                                ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
        bufSize =
                LINKER.downcallHandle(
                        library.findOrThrow("tjBufSize"),
                        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT));
        destroy =
                LINKER.downcallHandle(
                        library.findOrThrow("tjDestroy"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /// Opens the library.
    ///
    /// @throws IllegalArgumentException if there is none
    /// @throws java.util.NoSuchElementException if it lacks a function
    @SuppressWarnings("restricted")
    public static TurboJpeg open() {
        return new TurboJpeg(SymbolLookup.libraryLookup(LIBRARY, Arena.global()));
    }

    private static RuntimeException unexpected(Throwable t) {
        switch (t) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(t);
        }
    }

    /// @return NULL if it fails
    public MemorySegment initCompress() {
        try {
            return (MemorySegment) initCompress.invokeExact();
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /// Compresses into a buffer that is large enough; see [#bufSize].
    ///
    /// @param target holds the buffer's address
    /// @param size holds its size, and the JPEG's then
    /// @return -1 if it fails
    public int compress2(
            MemorySegment handle,
            MemorySegment source,
            int width,
            int pitch,
            int height,
            int pixelFormat,
            MemorySegment target,
            MemorySegment size,
            int subsampling,
            int quality,
            int flags) {
        try {
            return (int)
                    compress2.invokeExact(
                            handle,
                            source,
                            width,
                            pitch,
                            height,
                            pixelFormat,
                            target,
                            size,
                            subsampling,
                            quality,
                            flags);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /// The most that a picture can become.
    public long bufSize(int width, int height, int subsampling) {
        try {
            return (long) bufSize.invokeExact(width, height, subsampling);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public int destroy(MemorySegment handle) {
        try {
            return (int) destroy.invokeExact(handle);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}
