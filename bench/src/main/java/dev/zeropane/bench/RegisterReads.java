// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.vfiouser.VfioUserClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// How long a VMM waits for a register of a `zeropane vga` that is a process of its own: from just
/// before the request is put into the socket until its reply is read.
///
/// One after the other, as a driver reads them; and with a pause before each, so that the device's
/// thread has to be woken up from its sleep, and the processor maybe as well.
final class RegisterReads {
    private static final Duration TO_START = Duration.ofMinutes(1);
    private static final int WARM_UP = 20_000;
    private static final int READS = 20_000;
    private static final int READS_WITH_PAUSE = 2_000;
    private static final long PAUSE_NANOS = 3_000_000;
    private static final int REGISTERS = 2;
    private static final long DISPI_ID = 0x500;
    private static final int DISPI_ID5 = 0xb0c5;

    private RegisterReads() {}

    static void measure(String launcher) throws IOException {
        try (Directory directory = Directory.create()) {
            Path socket = directory.resolve("vga.sock");
            List<String> command =
                    List.of(
                            launcher,
                            "vga",
                            "--socket-path",
                            socket.toString(),
                            "--display",
                            "none");
            try (Program server = Program.start(directory.path(), Map.of(), command)) {
                server.err().await("waiting for a VMM", TO_START);
                try (VfioUserClient vmm = VfioUserClient.negotiated(socket)) {
                    measure(vmm);
                }
            }
        }
    }

    private static void measure(VfioUserClient vmm) {
        System.out.printf("%-20s %9s %9s %9s%n", "register reads", "p50 us", "p99 us", "max us");
        read(vmm, WARM_UP, 0);
        print("one after the other", read(vmm, READS, 0));
        print("with 3 ms between", read(vmm, READS_WITH_PAUSE, PAUSE_NANOS));
    }

    private static double[] read(VfioUserClient vmm, int count, long pause) {
        double[] micros = new double[count];
        for (int i = 0; i < count; i++) {
            LockSupport.parkNanos(pause);
            long begin = System.nanoTime();
            long id = vmm.readNumber(REGISTERS, DISPI_ID, Short.BYTES);
            micros[i] = (System.nanoTime() - begin) / 1e3;
            if (id != DISPI_ID5) {
                throw new IllegalStateException("not the register: " + Long.toHexString(id));
            }
        }
        return micros;
    }

    private static void print(String what, double[] micros) {
        Arrays.sort(micros);
        System.out.printf(
                "%-20s %9.1f %9.1f %9.1f%n",
                what,
                micros[micros.length / 2],
                micros[micros.length * 99 / 100],
                micros[micros.length - 1]);
    }
}
