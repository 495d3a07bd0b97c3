// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.KernelParameter;
import java.nio.file.Path;

/// How many mappings views may take together. At `vm.max_map_count` every mmap of the process
/// fails, those of thread stacks and the garbage collector included, so these stop well before.
/// Safe from any thread.
public final class MappingBudget {
    private static final Path LIMIT = Path.of("/proc/sys/vm/max_map_count");
    private static final int USUAL_LIMIT = 65530;

    private final int limit;
    private int used;

    public MappingBudget(int limit) {
        this.limit = limit;
    }

    /// The budget of this process, always the same one: half of what the kernel allowed it when
    /// this was first called.
    public static MappingBudget ofThisProcess() {
        return OfThisProcess.BUDGET;
    }

    private static final class OfThisProcess {
        static final MappingBudget BUDGET = halfOfLimit();

        private static MappingBudget halfOfLimit() {
            long allowed = KernelParameter.readNumber(LIMIT).orElse(USUAL_LIMIT);
            return new MappingBudget((int) Math.min(allowed / 2, Integer.MAX_VALUE));
        }
    }

    synchronized boolean take(int mappings) {
        if (mappings > limit - used) {
            return false;
        }
        used += mappings;
        return true;
    }

    /// Charges mappings that are made in any case and leave views less room, such as those of the
    /// copies that stand in for views without any: [#used] may exceed [#limit] by them.
    public synchronized void charge(int mappings) {
        used += mappings;
    }

    /// Mappings that were charged are gone.
    public synchronized void giveBack(int mappings) {
        used -= mappings;
    }

    /// How many there may be together, not counting what [#charge] was told of.
    public int limit() {
        return limit;
    }

    /// Mappings in use now.
    public synchronized int used() {
        return used;
    }
}
