package dev.zeropane.dmabuf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many mappings views may take together. At `vm.max_map_count` every mmap of the process
/// fails, those of thread stacks and the garbage collector included, so views stop well before.
/// Safe from any thread.
public final class MappingBudget {
    private static final Path LIMIT = Path.of("/proc/sys/vm/max_map_count");
    private static final int USUAL_LIMIT = 65530;

    private final int limit;
    private int used;

    public MappingBudget(int limit) {
        this.limit = limit;
    }

    /// Half of what the kernel allows this process.
    public static MappingBudget ofThisProcess() {
        try {
            return new MappingBudget(Integer.parseInt(Files.readString(LIMIT).strip()) / 2);
        } catch (IOException | NumberFormatException e) {
            return new MappingBudget(USUAL_LIMIT / 2);
        }
    }

    synchronized boolean take(int mappings) {
        if (mappings > limit - used) {
            return false;
        }
        used += mappings;
        return true;
    }

    synchronized void giveBack(int mappings) {
        used -= mappings;
    }

    /// Mappings in use now.
    public synchronized int used() {
        return used;
    }
}
