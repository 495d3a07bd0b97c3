// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.cli.process.CommandFailedException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/// Nobody on another machine looks without TLS and a secret: what is missing is said.
final class ListenMixinTest {
    private static final boolean VNC = true;

    /// Of a terminal of today, less `zeropane: `.
    private static final int WIDTH = 90;

    @Command
    static final class Commanded {
        @Mixin ListenMixin listen;
    }

    private static Doors doors(boolean vnc, boolean web, String options) {
        Commanded command = new Commanded();
        String[] arguments = options.isEmpty() ? new String[0] : options.split(" ");
        new CommandLine(command).parseArgs(arguments);
        return command.listen.doors(vnc, web);
    }

    /// To be read in a terminal: in lines of its width, the first of which says what is wrong.
    private static String refusal(boolean vnc, boolean web, String options) {
        String said =
                assertThrows(ParameterException.class, () -> doors(vnc, web, options)).getMessage();
        assertTrue(said.lines().allMatch(line -> line.length() <= WIDTH), said);
        return said;
    }

    private static void assertBegins(String beginning, String text) {
        assertEquals(beginning, text.substring(0, Math.min(beginning.length(), text.length())));
    }

    @ParameterizedTest
    @CsvSource({
        "--listen 0.0.0.0, --listen: VNC viewers on other machines have to know a password",
        "--listen 192.0.2.1:5900 --tls-cert a --tls-key b, --listen: VNC viewers on other machines",
        "--listen [::] --password-file p, --password-file: without TLS a password can be read",
        "--password-file p, --password-file: without TLS a password can be read",
        "--tls-cert a, --tls-cert and --tls-key belong together",
        "--tls-key a, --tls-cert and --tls-key belong together",
        "--behind-proxy https://vm.example, --behind-proxy is for the page",
        "--tls-cert a --tls-key b, --tls-cert: nothing is served by TLS"
    })
    void viewersWithoutALock_areRefused(String options, String beginning) {
        assertBegins(beginning, refusal(VNC, false, options));
    }

    @ParameterizedTest
    @CsvSource({
        "--listen 0.0.0.0, --listen: on its way to other machines TLS has to hide the page",
        "--behind-proxy http://vm.example, --behind-proxy http://vm.example: the proxy's origin is",
        "--password-file p, --password-file is for --display vnc",
        "--behind-proxy https://vm.example --tls-cert a --tls-key b, --tls-cert: nothing is served by"
    })
    void pageWithoutTls_isRefused(String options, String beginning) {
        assertBegins(beginning, refusal(false, true, options));
    }

    @Test
    void whatNobodyConnectsTo_andPortsOfTwo_areRefused() {
        assertBegins("--listen: nobody connects", refusal(false, false, "--listen 127.0.0.1"));
        assertBegins(
                "--tls-cert: nothing is served by TLS",
                refusal(false, false, "--tls-cert a --tls-key b"));
        assertBegins(
                "--listen: VNC viewers and browsers need a port each",
                refusal(VNC, true, "--listen 127.0.0.1:5900"));
    }

    @Test
    void whatIsMissing_isSaidWithTheCommandThatMakesIt() {
        String said = refusal(VNC, false, "--listen 0.0.0.0");
        assertTrue(said.contains("--password-file FILE --tls-cert FILE --tls-key FILE"), said);
        assertTrue(said.contains("openssl req -x509"), said);
    }

    @Test
    void fileThatCannotBeRead_isOneSentence() {
        assertEquals(
                "cannot read the certificate /nowhere/c: there is no such file",
                assertThrows(
                                CommandFailedException.class,
                                () ->
                                        doors(
                                                VNC,
                                                false,
                                                "--listen 0.0.0.0 --password-file /nowhere/p"
                                                        + " --tls-cert /nowhere/c --tls-key"
                                                        + " /nowhere/k"))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "1.2.3",
                "1.2.3.4:0",
                "1.2.3.4:65536",
                "1.2.3.4:x",
                "::1",
                "[::1",
                ":1"
            })
    void whatIsNoAddress_isSaid(String text) {
        String said = refusal(VNC, false, "--listen " + text);
        assertTrue(said.contains("is no address to listen at"), said);
    }

    @Test
    void nothing_isThisMachine_andPortsAreTakenFromWhereTheyAreNamed() {
        Doors usual = doors(VNC, true, "");
        assertEquals("/127.0.0.1", usual.vnc().address().toString());
        assertEquals("http://127.0.0.1:8006/", usual.web().place(8006));
        assertTrue(usual.port(OptionalInt.empty()).isEmpty());
        Doors named = doors(VNC, false, "--listen [::1]:5905");
        assertEquals(5905, named.port(OptionalInt.empty()).getAsInt());
        assertEquals(5999, named.port(OptionalInt.of(5999)).getAsInt());
        Doors other = doors(false, true, "--listen [::1]");
        assertEquals("http://[0:0:0:0:0:0:0:1]:8006/", other.web().place(8006));
        Doors proxied =
                doors(false, true, "--listen 192.0.2.1:80 --behind-proxy https://vm.example");
        assertEquals("https://vm.example/", proxied.web().place(80));
    }
}
