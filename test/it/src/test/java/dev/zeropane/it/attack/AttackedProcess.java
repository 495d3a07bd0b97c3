// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.it.rig.GpuServer;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.JvmMemory;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.attack.LiveHeap;
import dev.zeropane.testkit.attack.ServeCheck;
import dev.zeropane.testkit.attack.Target;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One running `zeropane gpu`, which all attacks of this package go against, one after another:
/// what one of them leaves behind, the next would meet.
final class AttackedProcess implements Target, AutoCloseable {
    /// A heap of 512 MiB, which the JVM does not give back, code, and its own files.
    private static final long MOST_RESIDENT_KIB = 768 << 10;

    private static final Duration TO_SETTLE = Duration.ofSeconds(10);

    /// The one that all classes share that want nothing of it; nothing before the first.
    private static AttackedProcess shared;

    private final Path directory;
    private final GpuServer server;
    private final ServeCheck check;

    /// What is held and was said at some time.
    record State(ProcessUsage usage, int lines) {}

    /// @param arguments for the process, beside its own
    AttackedProcess(String... arguments) {
        try {
            directory = Files.createTempDirectory("zeropane-hostile-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--max-outputs", Integer.toString(OUTPUTS)));
        server = new GpuServer(directory, all.toArray(String[]::new));
        // Whatever it loads for a guest, it has loaded before the first count.
        check = new ServeCheck(this);
        for (int i = 0; i < OUTPUTS; i++) {
            try (TestVmm vmm = connect(VmmOptions.defaults())) {
                check.assertServes(vmm, new GpuDriver(vmm));
            }
        }
        assertLittleLives(); // opens a socket of the JVM's, for good
    }

    /// The one that all classes share. It lives as long as the JVM: whether JUnit runs them all, or
    /// one at a time, is up to what runs JUnit.
    static synchronized AttackedProcess shared() {
        if (shared == null) {
            AttackedProcess target = new AttackedProcess();
            Runtime.getRuntime().addShutdownHook(new Thread(target::close));
            shared = target;
        }
        return shared;
    }

    @Override
    public TestVmm connect(VmmOptions options) {
        return TestVmm.connect(socket(), options);
    }

    @Override
    public Optional<Picture> picture(int screen) {
        return server.picture(screen);
    }

    GpuServer server() {
        return server;
    }

    ServeCheck check() {
        return check;
    }

    Path socket() {
        return server.socket();
    }

    long pid() {
        return server.process().pid();
    }

    List<String> messages() {
        return Zeropane.messages(server.process());
    }

    State state() {
        awaitNobodyServed();
        return new State(ProcessUsage.of(pid()), messages().size());
    }

    /// Whatever a connection makes the process hold has a memfd: guest RAM, views of it, shadows.
    private void awaitNobodyServed() {
        Await.untilTrue(
                () -> "the last connection's memory to go\n" + String.join("\n", messages()),
                TO_SETTLE,
                () -> memfds() == 0);
    }

    /// Mappings of memfds, of which the process has none when it serves nobody.
    long memfds() {
        try (Stream<String> maps = Files.lines(Path.of("/proc", Long.toString(pid()), "maps"))) {
            return maps.filter(line -> line.contains("/memfd:")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Nobody is served now: it holds no more than before, and has said no more than it may.
    void assertAsBefore(State before, int mostLines) {
        assertTrue(server.process().isAlive(), server.process().err().text());
        awaitNobodyServed();
        Await.untilTrue(
                () -> before + "; now " + ProcessUsage.of(pid()),
                TO_SETTLE,
                () -> ProcessUsage.of(pid()).descriptors() <= before.usage.descriptors());
        ProcessUsage now = ProcessUsage.of(pid());
        assertTrue(now.mappings() <= before.usage.mappings(), () -> before + "; now " + now);
        assertTrue(now.residentKib() <= MOST_RESIDENT_KIB, () -> before + "; now " + now);
        List<String> said = messages().subList(before.lines, messages().size());
        assertTrue(said.size() <= mostLines, () -> String.join("\n", said));
        assertEquals(
                List.of(), said.stream().filter(line -> line.contains("internal error")).toList());
    }

    /// Nothing of those who were served is still referred to.
    void assertLittleLives() {
        awaitNobodyServed();
        long live = JvmMemory.of(pid()).liveKib();
        assertTrue(live > 0 && live <= LiveHeap.MOST_KIB, () -> live + " KiB live");
    }

    @Override
    public void close() {
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(AttackedProcess::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
