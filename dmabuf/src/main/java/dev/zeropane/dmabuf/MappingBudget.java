package dev.zeropane.dmabuf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many mappings views may take together. At `vm.max_map_count` every mmap of the process
/// fails, those of thread stacks and the garbage collector included, so views stop well before.
/// Safe from any thread.
public final class MappingBudget {
    private static final Path LIMIT = Path.of("/proc/sys/vm/max_map_count");
    private static final int USUAL_LIMIT = 65530;
    private static final int MAX_DIGITS = 32;

    private final int limit;
    private int used;

    public MappingBudget(int limit) {
        this.limit = limit;
    }

    /// Half of what the kernel allows this process.
    public static MappingBudget ofThisProcess() {
        try (InputStream in = Files.newInputStream(LIMIT)) {
            // In one read: a sysctl gives nothing to a second one, and Files.readString begins by
            // reading a single byte of a file whose length is said to be 0.
            String text = new String(in.readNBytes(MAX_DIGITS), StandardCharsets.US_ASCII);
            return new MappingBudget(Integer.parseInt(text.strip()) / 2);
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

    /// How many there may be together.
    public int limit() {
        return limit;
    }

    /// Mappings in use now.
    public synchronized int used() {
        return used;
    }
}
