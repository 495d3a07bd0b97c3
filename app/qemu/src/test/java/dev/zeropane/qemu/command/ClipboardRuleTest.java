// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipboardRuleTest {
    private static final UserInterface SHARED = new UserInterface.Dbus(true);
    private static final String CHANNEL =
            "-chardev qemu-vdagent,id=zeropane-agent,name=vdagent,clipboard=on,mouse=off"
                    + " -device virtio-serial-pci,id=zeropane-serial,max_ports=2"
                    + " -device virtserialport,id=zeropane-agent,bus=zeropane-serial.0,"
                    + "chardev=zeropane-agent,name=com.redhat.spice.0";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "disk.img",
                "-device virtio-serial-pci",
                "-device virtio-serial -chardev socket,id=g,path=g.sock,server=on,wait=off"
                        + " -device virtserialport,chardev=g,name=org.qemu.guest_agent.0"
            })
    void aCommand_getsTheAgentsChannel(String arguments) {
        assertTrue(Commands.added(arguments, SHARED).endsWith(CHANNEL));
        assertFalse(Commands.added(arguments).contains("vdagent"));
    }

    @Test
    void aCommandWithAChannelForTheClipboard_keepsIt() {
        String added =
                Commands.added(
                        "-chardev qemu-vdagent,id=mine,clipboard=on -device virtio-serial"
                                + " -device virtserialport,chardev=mine,name=com.redhat.spice.0",
                        SHARED);
        assertFalse(added.contains("vdagent"), added);
    }

    @Test
    void aChannelWithoutTheClipboard_isToGetIt() {
        assertEquals(
                "add clipboard=on to \"-chardev qemu-vdagent,id=mine\": --clipboard goes through it",
                refusal("-chardev qemu-vdagent,id=mine"));
    }

    @Test
    void anotherAgentsPort_isRefused() {
        assertEquals(
                "delete \"-device virtserialport,chardev=c,name=com.redhat.spice.0\": --clipboard"
                        + " brings the port of the guest's agent, and a guest has one",
                refusal("-device virtserialport,chardev=c,name=com.redhat.spice.0"));
    }

    private static String refusal(String arguments) {
        return assertThrows(CommandRefusedException.class, () -> Commands.edit(arguments, SHARED))
                .getMessage();
    }

    @Test
    void aQemu_hasTheAgent_ifItNamesIt() {
        assertTrue(
                QemuCommand.hasClipboardAgent(
                        "Available chardev backend types:\n  ringbuf\n  qemu-vdagent\n  pty\n"));
        assertFalse(QemuCommand.hasClipboardAgent("Available chardev backend types:\n  ringbuf\n"));
    }
}
