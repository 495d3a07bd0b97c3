// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import static dev.zeropane.qemu.command.Commands.CARD;
import static dev.zeropane.qemu.command.Commands.SOCKETS;
import static dev.zeropane.qemu.command.Commands.added;
import static dev.zeropane.qemu.command.Commands.assertRefused;
import static dev.zeropane.qemu.command.Commands.edit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.qemu.command.QemuCommand.Edited;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QemuCommandTest {
    private static final Pattern MONITOR = Pattern.compile(" (-serial mon:stdio|-monitor \\S+)$");

    private static final UserInterface NO_UI = new UserInterface.None();
    private static final Card VGA = new Card.Vga(true);
    private static final UserInterface OWN = new UserInterface.Own(() -> "gtk,gl=on");

    /// What was added for screens, without a monitor.
    private static String screen(String arguments, UserInterface ui) {
        return MONITOR.matcher(afterVga(arguments, ui)).replaceAll("").strip();
    }

    private static String afterVga(String arguments, UserInterface ui) {
        String added = added(arguments, ui);
        return added.substring(added.indexOf("-vga none") + "-vga none".length());
    }

    /// The monitor that QEMU would have given: it gives none beside ours.
    @ParameterizedTest
    @CsvSource({
        "-m 1G,'',-monitor vc:80Cx24C",
        "-nographic,-serial mon:stdio,-serial mon:stdio",
        "-nographic -serial null,-monitor stdio,-monitor stdio",
        "-nographic -monitor none,'',''",
        "-nodefaults -nographic,'',''",
        "-qmp stdio,'',''",
        "-mon x,'',''"
    })
    void peoplesMonitor_stays(String arguments, String hidden, String inWindow) {
        assertEquals(hidden, monitor(arguments, NO_UI));
        assertEquals(hidden, monitor(arguments, new UserInterface.Dbus()));
        assertEquals(inWindow, monitor(arguments, OWN));
    }

    private static String monitor(String arguments, UserInterface ui) {
        Matcher monitor = MONITOR.matcher(afterVga(arguments, ui));
        return monitor.find() ? monitor.group().strip() : "";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-vga std",
                "-vga virtio",
                "--vga qxl",
                "-device virtio-vga",
                "-device virtio-vga-gl,id=x",
                "-device virtio-gpu",
                "-device virtio-gpu-pci,max_outputs=2",
                "-device vhost-user-gpu-pci,chardev=c",
                "-device vhost-user-vga,chardev=c",
                "-device qxl",
                "-device qxl-vga",
                "-device bochs-display",
                "-device VGA",
                "-device secondary-vga",
                "-device cirrus-vga",
                "-device ramfb",
                "-device vmware-svga",
                "-device driver=VGA",
                "-device {\"driver\":\"virtio-gpu-pci\"}"
            })
    void anotherCard_isRefused(String card) {
        assertRefused("-m 1G " + card + " disk.img", "delete \"" + card + "\"");
    }

    /// A line as quickemu writes it.
    @Test
    void allThatIsInTheWay_isNamedAtOnce() {
        assertRefused(
                "-name x,process=x -machine q35,smm=off,vmport=off,accel=kvm -cpu host -m 4G"
                        + " -device virtio-balloon -vga none"
                        + " -device virtio-vga-gl,xres=1280,yres=800 -display sdl,gl=on"
                        + " -audiodev spice,id=audio0 -device intel-hda"
                        + " -spice disable-ticketing=on,port=5930 -incoming defer -M isapc",
                "delete \"-incoming defer\": machines",
                "delete \"-device virtio-vga-gl,xres=1280,yres=800\": zeropane run brings",
                "delete \"-display sdl,gl=on\" and \"-spice disable-ticketing=on,port=5930\":",
                "\"-audiodev spice,id=audio0\": without -spice",
                "\"-machine q35,smm=off,vmport=off,accel=kvm\" and \"-M isapc\" has no PCI");
    }

    @ParameterizedTest
    @CsvSource({
        "-m 1G, true",
        "-m 1G -device AC97, true",
        "-nodefaults, false",
        "'-audiodev pa,id=a', false",
        "-audio none, false"
    })
    void soundThatIsTried_isToldOfBeforehand(String arguments, boolean tries) {
        assertEquals(tries, edit(arguments).triesSound());
    }

    @Test
    void noVga_isSaidOnce() {
        assertFalse(added("-vga none").contains("-vga"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-append -vga",
                "-name -daemonize",
                "-device virtio-net-pci",
                "-device usb-tablet",
                "-device vfio-pci,host=01:00.0",
                "-fw_cfg name=opt/x,string=-vnc",
                "-S -s",
                "-s -snapshot -display none"
            })
    void whatOnlyLooksAlike_isLeftAlone(String arguments) {
        assertEquals(List.of(), edit(arguments).warnings());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-display gtk",
                "-display sdl,gl=on",
                "-display curses",
                "-display egl-headless",
                "-display dbus",
                "-vnc :1",
                "-vnc unix:/tmp/x",
                "-spice port=5900",
                "-curses",
                "-sdl"
            })
    void anotherScreen_isRefused(String screen) {
        assertRefused(screen + " -m 1G", "delete \"" + screen + "\"", "--display vmm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-display none", "-nographic", "-vnc none", "-serial stdio"})
    void noScreen_isWhatTheUserGets(String arguments) {
        assertEquals("-display dbus,p2p=yes", screen(arguments, new UserInterface.Dbus()));
        assertEquals("-display none", screen(arguments, new UserInterface.None()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-display sdl,gl=on", "-vnc :1", "-nographic", "-spice port=5900"})
    void qemusOwnScreen_isTheUsersChoice(String arguments) {
        assertEquals("", screen(arguments, OWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-m 1G", "-vnc none"})
    void qemusOwnScreen_isOneThatShowsUs_ifTheUserHasNoChoice(String arguments) {
        assertEquals("-display gtk,gl=on", screen(arguments, OWN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-M microvm",
                "-machine microvm,pcie=off",
                "-M type=microvm,accel=kvm",
                "-M isapc",
                "-M none"
            })
    void machineWithoutPci_isRefused(String machine) {
        assertRefused("-m 1G " + machine, machine, "PCI");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-M microvm,pcie=on",
                "-M microvm -machine pcie=on",
                "-M q35",
                "-machine pc",
                "-M pc-q35-9.2"
            })
    void machineWithPci_isTaken(String machine) {
        assertEquals(List.of(), edit(machine).warnings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-daemonize", "-incoming tcp:0:4444", "-loadvm snap"})
    void whatCannotBe_isRefused(String option) {
        assertRefused("-m 1G " + option, "delete \"" + option + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-object sev-guest,id=sev0,cbitpos=47,reduced-phys-bits=1",
                "-object sev-snp-guest,id=sev0",
                "-object qom-type=tdx-guest,id=tdx0",
                "--object {\"qom-type\":\"tdx-guest\",\"id\":\"tdx0\"}"
            })
    void confidentialGuest_isRefused(String object) {
        assertRefused("-m 1G " + object, "delete \"" + object + "\"", "confidential");
    }

    @ParameterizedTest
    @CsvSource({
        "'-M q35,confidential-guest-support=sev0', confidential-guest-support=sev0",
        "-machine memory-encryption=sev0, memory-encryption=sev0"
    })
    void confidentialMachine_isRefused(String machine, String words) {
        assertRefused("-m 1G -M pc " + machine, "delete \"" + words + "\" of \"" + machine + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-device virtio-balloon-pci",
                "-device virtio-balloon",
                "-device virtio-mem-pci,id=vm0,memdev=m"
            })
    void pagesThatComeAndGo_areWarnedOf(String device) {
        Edited edited = edit(device);
        assertTrue(edited.losesPages());
        assertEquals(1, edited.warnings().size());
        assertTrue(edited.warnings().getFirst().contains(device), edited.warnings().getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qemu-system-x86_64",
                "qemu-system-x86_64 -accel tcg",
                "qemu-system-x86_64 -machine q35,accel=tcg",
                "kvm -accel tcg"
            })
    void oldQemu_withoutKvm_isRefused(String command) {
        QemuCommand parsed = QemuCommand.of(List.of(command.split(" ")));
        CommandRefusedException e =
                assertThrows(
                        CommandRefusedException.class,
                        () ->
                                parsed.edit(
                                        new Release(7, 2),
                                        SOCKETS,
                                        new UserInterface.Dbus(),
                                        CARD));
        assertTrue(e.getMessage().contains("KVM"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qemu-system-x86_64 -enable-kvm",
                "qemu-system-x86_64 -accel kvm",
                "qemu-system-x86_64 -accel kvm -accel tcg",
                "qemu-system-x86_64 -M q35,accel=kvm:tcg",
                "/usr/bin/kvm"
            })
    void oldQemu_withKvm_isTaken(String command) {
        List<String> words = List.of(command.split(" "));
        List<String> edited =
                QemuCommand.of(words)
                        .edit(new Release(7, 2), SOCKETS, new UserInterface.Dbus(), CARD)
                        .words();
        assertEquals(words, edited.subList(0, words.size()));
        assertEquals(
                List.of(
                        "-object",
                        "memory-backend-memfd,id=zeropane-ram,share=on,size=134217728",
                        "-machine",
                        "memory-backend=zeropane-ram",
                        "-vga",
                        "none",
                        "-display",
                        "dbus,p2p=yes"),
                edited.subList(words.size(), words.size() + 8));
    }

    @Test
    void commasInPaths_areDoubled() {
        assertEquals(
                "socket,id=zeropane-keyboard,path=/run/a,,b/keyboard.sock",
                Sockets.in(Path.of("/run/a,b")).devices(CARD).get(1));
    }

    @ParameterizedTest
    @CsvSource({"9, 2", "10, 0"})
    void vga_olderQemu_isRefused(int major, int minor) {
        QemuCommand parsed = QemuCommand.of(List.of("qemu-system-x86_64"));
        CommandRefusedException e =
                assertThrows(
                        CommandRefusedException.class,
                        () -> parsed.edit(new Release(major, minor), SOCKETS, NO_UI, VGA));
        assertTrue(e.getMessage().startsWith("QEMU " + major + "." + minor + " "), e.getMessage());
        assertTrue(e.getMessage().contains("QEMU 10.1 or newer"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "11, 0"})
    void vga_isAdded_andItsPicturesStay(int major, int minor) {
        Edited edited =
                QemuCommand.of(List.of("qemu-system-x86_64", "-device", "virtio-balloon-pci"))
                        .edit(new Release(major, minor), SOCKETS, NO_UI, VGA);
        assertEquals(List.of(), edited.warnings());
        assertFalse(edited.losesPages());
        assertEquals(
                "-object memory-backend-memfd,id=zeropane-ram,share=on,size=134217728"
                        + " -machine memory-backend=zeropane-ram -vga none -display none "
                        + String.join(" ", SOCKETS.monitorArguments())
                        + " "
                        + String.join(" ", SOCKETS.devices(VGA)),
                String.join(" ", edited.words().subList(3, edited.words().size())));
    }

    @Test
    void vsock_isAddedLast_andConnectsBeforeTheCard() {
        List<String> devices = Commands.SOCKETS.withVsock().devices(CARD);
        assertEquals("socket,id=zeropane-vsock,path=/run/z/vsock.sock", devices.get(7));
        assertEquals("socket,id=zeropane-gpu,path=/run/z/gpu.sock", devices.get(9));
        assertEquals(
                "vhost-user-vsock-pci,id=zeropane-vsock,chardev=zeropane-vsock", devices.getLast());
    }

    @Test
    void vsockBesideOurs_isRefused_andAloneIsNot() {
        for (String device :
                List.of("vhost-vsock-pci,guest-cid=5", "vhost-user-vsock-pci,chardev=c")) {
            List<String> words = List.of("qemu-system-x86_64", "-device", device);
            CommandRefusedException e =
                    assertThrows(
                            CommandRefusedException.class,
                            () ->
                                    QemuCommand.of(words)
                                            .edit(
                                                    Commands.MODERN,
                                                    Commands.SOCKETS.withVsock(),
                                                    new UserInterface.None(),
                                                    CARD));
            assertTrue(e.getMessage().contains("delete \"-device " + device), e.getMessage());
            assertEquals(
                    words,
                    QemuCommand.of(words)
                            .edit(Commands.MODERN, Commands.SOCKETS, new UserInterface.None(), CARD)
                            .words()
                            .subList(0, 3));
        }
    }
}
