// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

/// The machine to pretend to be.
///
/// @param ramSize bytes, a multiple of 4 KiB, at least 2 MiB
/// @param twoRegions announce RAM as a PC does, below 0xa0000 and from 0xc0000 of one file, instead
///   of in one piece
/// @param queueSize descriptors of queue 0, a power of two
/// @param indirect take indirect descriptors if the device offers them
/// @param eventIdx take event indices if the device offers them
/// @param gpuSocket hand over a display socket at each start, as QEMU does to a GPU and to nothing
///   else
public record VmmOptions(
        long ramSize,
        boolean twoRegions,
        int queueSize,
        boolean indirect,
        boolean eventIdx,
        boolean gpuSocket) {
    private static final long SMALLEST_RAM = 2L << 20;

    public VmmOptions {
        if (ramSize < SMALLEST_RAM || ramSize % GuestRam.PAGE != 0) {
            throw new IllegalArgumentException("guest RAM of " + ramSize + " bytes");
        }
        if (Integer.bitCount(queueSize) != 1 || queueSize < 2 || queueSize > 32768) {
            throw new IllegalArgumentException("queue size " + queueSize);
        }
    }

    /// 64 MiB in one region, 64 descriptors, everything the device offers, which is a GPU.
    public static VmmOptions defaults() {
        return new VmmOptions(64L << 20, false, 64, true, true, true);
    }

    public VmmOptions withRamSize(long bytes) {
        return new VmmOptions(bytes, twoRegions, queueSize, indirect, eventIdx, gpuSocket);
    }

    public VmmOptions withTwoRegions(boolean on) {
        return new VmmOptions(ramSize, on, queueSize, indirect, eventIdx, gpuSocket);
    }

    public VmmOptions withQueueSize(int descriptors) {
        return new VmmOptions(ramSize, twoRegions, descriptors, indirect, eventIdx, gpuSocket);
    }

    public VmmOptions withIndirect(boolean on) {
        return new VmmOptions(ramSize, twoRegions, queueSize, on, eventIdx, gpuSocket);
    }

    public VmmOptions withEventIdx(boolean on) {
        return new VmmOptions(ramSize, twoRegions, queueSize, indirect, on, gpuSocket);
    }

    public VmmOptions withGpuSocket(boolean on) {
        return new VmmOptions(ramSize, twoRegions, queueSize, indirect, eventIdx, on);
    }
}
