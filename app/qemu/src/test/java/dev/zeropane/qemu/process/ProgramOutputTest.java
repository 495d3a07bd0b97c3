// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ProgramOutputTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir Path directory;

    @Test
    void of_programEnds_bothOutputsAndStatus() throws IOException, InterruptedException {
        ProgramOutput output = ProgramOutput.of(LONG, shell("echo a; echo b >&2; exit 3"));
        assertEquals(new ProgramOutput("a\nb\n", OptionalInt.of(3)), output);
    }

    @Test
    void until_textComes_isNotWaitedForAndGone() throws IOException, InterruptedException {
        ProgramOutput output =
                ProgramOutput.until("enough", LONG, shell("echo $$; echo enough; exec sleep 60"));
        assertEquals(OptionalInt.empty(), output.status());
        long pid = Long.parseLong(output.text().lines().findFirst().orElseThrow());
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
    }

    @Test
    void of_programAndItsChildHang_bothAreGone() throws IOException, InterruptedException {
        Path pids = directory.resolve("pids");
        String script = "sleep 60 & echo $$ $! > " + pids + "; wait";
        // Again, with more time, if it had not begun when its time was over.
        Files.createFile(pids);
        for (Duration limit = SHORT; Files.size(pids) == 0; limit = limit.multipliedBy(2)) {
            assertEquals(OptionalInt.empty(), ProgramOutput.of(limit, shell(script)).status());
        }
        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(process -> process.onExit().join());
        }
    }

    @Test
    void of_programEndsButItsChildHoldsTheOutput_timeIsKept()
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        // Ends by itself, as nobody else ends it.
        ProgramOutput output = ProgramOutput.of(SHORT, shell("sleep 40 & exit 0"));
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(30).toNanos());
        assertEquals("", output.text());
    }

    @Test
    void of_endlessOutput_isBounded() throws IOException, InterruptedException {
        ProgramOutput output = ProgramOutput.of(Duration.ofSeconds(1), shell("exec yes"));
        assertEquals(OptionalInt.empty(), output.status());
        assertTrue(output.text().length() < 2 << 20, output.text().length() + " characters");
    }

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }
}
