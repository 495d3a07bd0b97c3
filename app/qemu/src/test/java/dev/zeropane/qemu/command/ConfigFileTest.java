// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import static dev.zeropane.qemu.command.Commands.added;
import static dev.zeropane.qemu.command.Commands.assertRefused;
import static dev.zeropane.qemu.command.Commands.edit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What files that `-readconfig` names say counts like the command line.
final class ConfigFileTest {
    @TempDir private Path directory;

    private String readconfig(String... lines) throws IOException {
        Path file = Files.createTempFile(directory, "q", ".cfg");
        Files.write(file, List.of(lines));
        return "-readconfig " + file;
    }

    private String file(String readconfig) {
        return readconfig.substring(readconfig.indexOf(' ') + 1);
    }

    @Test
    void memory_isTheMachines() throws IOException {
        String read = readconfig("# text", "[memory]", "  size = \"512\"", "", "  maxmem = \"4G\"");
        assertTrue(added("-nodefaults " + read).contains(",size=536870912 "), added(read));
        assertTrue(added("-m 1G " + read).contains(",size=536870912 "));
        assertTrue(added(read + " -m 1G").contains(",size=1073741824 "));
    }

    @Test
    void machinesMemory_isNotAdded() throws IOException {
        String read =
                readconfig(
                        "[machine]",
                        "  type = \"q35\"",
                        "  memory-backend = \"r\"",
                        "[object \"r\"]",
                        "  qom-type = \"memory-backend-memfd\"",
                        "  size = \"1G\"");
        assertEquals("-vga none -display dbus,p2p=yes", added(read));
    }

    @Test
    void whatIsInTheWay_isNamed_withItsLines() throws IOException {
        String one =
                readconfig(
                        "[machine]",
                        "  type = \"q35\"",
                        "",
                        "[device \"video\"]",
                        "  driver = \"qxl-vga\"",
                        "  # more",
                        "  bus = \"pcie.0\"",
                        "",
                        "[device \"net\"]",
                        "  driver = \"e1000\"");
        String two = readconfig("[spice]", "  port = \"5900\"", "[device]", " driver=\"x\"");
        assertRefused(
                one + " " + two + " -vga std",
                "delete lines 4 to 7 of " + file(one) + ", [device \"video\"] and \"-vga std\": z",
                "delete lines 1 to 2 of " + file(two) + ", [spice]: zeropane run shows");
    }

    @Test
    void ramOfAFile_isRefused() throws IOException {
        String read =
                readconfig(
                        "[object \"r\"]",
                        "  qom-type = \"memory-backend-ram\"",
                        "  size = \"1G\"",
                        "[object \"other\"]",
                        "  qom-type = \"memory-backend-ram\"",
                        "  size = \"1G\"",
                        "[numa]",
                        "  type = \"node\"",
                        "  memdev = \"r\"");
        assertRefused(read, "lines 1 to 3 of " + file(read) + ", [object \"r\"]");
    }

    @Test
    void confidentialGuest_isRefused() throws IOException {
        String read =
                readconfig(
                                "[machine]",
                                "  confidential-guest-support = \"sev0\"",
                                "[object \"sev0\"]")
                        + " "
                        + readconfig("[object \"sev0\"]", "  qom-type = \"sev-guest\"");
        assertRefused(read, "\"confidential-guest-support=sev0\" of lines 1 to 2", "lines 1 to 2");
    }

    @Test
    void balloon_isWarnedOf() throws IOException {
        String read = readconfig("[device \"b\"]", "  driver = \"virtio-balloon-pci\"");
        assertTrue(edit(read).losesPages());
        assertTrue(
                edit(read).warnings().getFirst().contains("lines 1 to 2 of " + file(read)),
                edit(read).warnings().getFirst());
    }

    /// QEMU says what is wrong with them.
    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "driver = \"VGA\"", "  # indented", "[", "[device"})
    void linesThatAreNone_areQemusToRefuse(String line) throws IOException {
        assertTrue(added(readconfig(line)).startsWith("-object memory-backend-memfd"));
    }

    @Test
    void linesAsQemuReadsThem() throws IOException {
        String read = readconfig("[memory] x", "size = \"1G\" # so much", "  slots=\"2\"");
        assertTrue(added(read).contains(",size=1073741824 "), added(read));
    }

    @Test
    void noSuchFile_isRefused() {
        assertRefused("-readconfig /nosuch.cfg", "\"-readconfig /nosuch.cfg\": there is no such");
    }

    @Test
    void fileThatCanBeReadOnce_isRefused() {
        assertRefused("-readconfig /dev/null", "\"-readconfig /dev/null\" is no regular file");
    }

    @Test
    void charactersThatATerminalObeys_areNotShown() throws IOException {
        String read = readconfig("[device \"\u001b[31m\u202e\"]", "driver = \"VGA\"");
        assertRefused(read, "[device \" [31m \"]");
    }
}
