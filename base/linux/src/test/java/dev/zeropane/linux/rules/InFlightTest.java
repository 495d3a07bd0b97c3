// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// How many descriptors a user may have on their way: as many as one process may have open, but for
/// root.
class InFlightTest {
    private static final int LIMIT = 100;

    /// Sends into a socket that nobody reads.
    static final class Sender {
        public static void main(String[] args) {
            List<UnixSocket> pair = UnixSocket.pair("in flight");
            Fd memfd = Memfd.create("sent", 4096);
            MemorySegment one = Arena.ofAuto().allocate(1);
            Raw.setLimit(Raw.RLIMIT_NOFILE, LIMIT);
            int sent = 0;
            try {
                while (pair.getFirst().send(one, List.of(memfd)) == 1) {
                    sent++;
                }
                System.out.println("full after " + sent);
            } catch (LinuxException.LimitReached e) {
                System.out.println(sent + " " + e.errno() + " " + e.getMessage());
            }
        }
    }

    private static String placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    @Test
    void send_moreThanTheUserMayHaveOnTheirWay_etoomanyrefs() throws Exception {
        List<String> command = new ArrayList<>();
        if (Libc.geteuid() == 0) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(
                List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:-UsePerfData",
                        "-cp",
                        placeOf(Fd.class) + ":" + placeOf(Sender.class),
                        Sender.class.getName()));
        Process sender = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(sender.waitFor(60, TimeUnit.SECONDS));
        sender.destroy();
        assertTrue(said.matches("10[0-2] 109 sendmsg on in flight: ETOOMANYREFS .*\\s*"), said);
    }
}
