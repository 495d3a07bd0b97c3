// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.kernel.KernelRelease;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What is expected of a kernel, by its version: the entry of the nearest version that is not
/// newer.
///
/// @param since the version an answer begins with
public record ByKernel<T>(TreeMap<KernelRelease, T> since) {
    private static final KernelRelease RUNNING = KernelRelease.running();

    /// The versions that everything here was observed on.
    private static final Set<KernelRelease> OBSERVED =
            Set.of(new KernelRelease(6, 12), new KernelRelease(6, 18), new KernelRelease(7, 3));

    private static final Set<KernelRelease> SAID = ConcurrentHashMap.newKeySet();

    /// The same answer on all kernels.
    public static <T> ByKernel<T> always(T answer) {
        return new ByKernel<>(new TreeMap<>(Map.of(new KernelRelease(0, 0), answer)));
    }

    /// Another answer from a version on.
    public ByKernel<T> from(int major, int minor, T answer) {
        TreeMap<KernelRelease, T> more = new TreeMap<>(since);
        more.put(new KernelRelease(major, minor), answer);
        return new ByKernel<>(more);
    }

    /// The answer of the running kernel.
    public T expected() {
        if (!OBSERVED.contains(RUNNING) && SAID.add(RUNNING)) {
            System.out.println(
                    "no expectations for Linux %s; taking those of the nearest lower one of %s"
                            .formatted(RUNNING, OBSERVED));
        }
        return expected(RUNNING);
    }

    T expected(KernelRelease kernel) {
        return since.floorEntry(kernel).getValue();
    }
}
