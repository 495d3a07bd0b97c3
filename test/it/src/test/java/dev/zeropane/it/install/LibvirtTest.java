// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real libvirt daemons, a guest with the lines of README, and an installation, which needs nothing
/// of this checkout.
@Tag("vm")
final class LibvirtTest {
    private static final Duration TO_DRAW = Duration.ofMinutes(2);
    private static final Duration TO_END = Duration.ofSeconds(30);

    /// libvirt cuts names of files short at twenty letters.
    private static final String NAME = "web-server-of-the-second-floor";

    private static final String DEVICE = "1-web-server-of-the-se-video0-vhost-user-gpu.pid";

    /// A line of Linux that appears once for each start.
    private static final String BOOT = "Linux version ";

    @TempDir static Path shared;

    private static Installation installation;

    @TempDir Path directory;

    private static Installation installed() throws IOException {
        Toolbox.require();
        if (installation == null) {
            installation = new Installation(Files.createDirectory(shared.resolve("home")));
            installation.checkout("install", "--user").awaitExit(0, TO_END);
        }
        return installation;
    }

    /// With a configuration of its own, in which nothing but the installation's descriptor is.
    private LibvirtDaemon daemon(String version) throws IOException {
        Path descriptor = installed().descriptor();
        Path configuration = directory.resolve("config");
        Path copy = configuration.resolve(installation.configuration().relativize(descriptor));
        Files.createDirectories(copy.getParent());
        Files.copy(descriptor, copy);
        return new LibvirtDaemon(version, directory, configuration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"debian12", "debian13"})
    void readmesLines_guestIsShownNamedSuspendedResetAndEnded(String version) throws IOException {
        try (LibvirtDaemon libvirt = daemon(version)) {
            Path xml = Files.writeString(directory.resolve("domain.xml"), domain(readmesLines()));
            libvirt.virsh("define", xml.toString());
            libvirt.virsh("start", NAME);
            awaitNamed(libvirt);
            awaitSamePictures(libvirt);
            libvirt.virsh("suspend", NAME);
            assertEquals("paused", libvirt.virsh("domstate", NAME));
            awaitSamePictures(libvirt);
            libvirt.virsh("resume", NAME);
            libvirt.virsh("reset", NAME);
            Await.untilTrue(() -> "a second boot\n" + serial(), TO_DRAW, () -> boots() == 2);
            assertNamed(libvirt);
            awaitSamePictures(libvirt);
            libvirt.virsh("destroy", NAME);
            Await.untilTrue(() -> "no device: " + ps(libvirt), TO_END, () -> ps(libvirt).isEmpty());
            assertEquals("shut off", libvirt.virsh("domstate", NAME));
        }
    }

    /// Why README has no line about acceleration.
    @Test
    void acceleration_isRefusedByLibvirt() throws IOException {
        try (LibvirtDaemon libvirt = daemon("debian13")) {
            String lines =
                    readmesLines()
                            .replace(
                                    "primary='yes'/>",
                                    "primary='yes'><acceleration accel3d='no'/></model>");
            Path xml = Files.writeString(directory.resolve("domain.xml"), domain(lines));
            String message = libvirt.refused("create", xml.toString());
            assertTrue(message.contains("Unable to find a satisfying vhost-user-gpu"), message);
            assertTrue(
                    readme().replaceAll("\\s+", " ")
                            .contains("Unable to find a satisfying vhost-user-gpu"));
        }
    }

    private static String readme() throws IOException {
        return Files.readString(Zeropane.root().resolve("README.md"));
    }

    /// The block of README that has them.
    private static String readmesLines() throws IOException {
        for (String block : readme().split("```", -1)) {
            if (block.contains("<memoryBacking>")) {
                return block;
            }
        }
        throw new AssertionError("README has no lines for libvirt");
    }

    private String domain(String lines) {
        int devices = lines.indexOf("<video>");
        return """
        <domain type='qemu'>
          <name>%s</name><memory unit='MiB'>512</memory><vcpu>1</vcpu>
          <os><type arch='x86_64' machine='q35'>hvm</type>
            <kernel>%s</kernel><initrd>%s</initrd><cmdline>console=ttyS0 panic=-1</cmdline></os>
          %s
          <devices>
            <emulator>%s</emulator>
            <serial type='file'><source path='%s'/></serial>
            <controller type='usb' model='none'/><memballoon model='none'/>
            %s
          </devices>
        </domain>
        """
                .formatted(
                        NAME,
                        Toolbox.kernel(),
                        Toolbox.initramfs(),
                        lines.substring(0, devices),
                        Toolbox.qemu(QemuVersion.QEMU_10_0),
                        directory.resolve("serial"),
                        lines.substring(devices));
    }

    private String serial() {
        try {
            return Files.readString(directory.resolve("serial"));
        } catch (IOException e) {
            return "";
        }
    }

    private int boots() {
        return serial().split(BOOT, -1).length - 1;
    }

    private static void awaitNamed(LibvirtDaemon libvirt) {
        Await.untilTrue(
                () -> "a device of that name: " + ps(libvirt),
                TO_DRAW,
                () -> ps(libvirt).stream().anyMatch(device -> NAME.equals(device.get("name"))));
        assertNamed(libvirt);
    }

    private static void assertNamed(LibvirtDaemon libvirt) {
        Map<String, Object> device = ps(libvirt).getFirst();
        assertEquals(NAME, device.get("name"));
        assertEquals(libvirt.pid(DEVICE), ControlStats.number(device, "pid"));
        assertEquals(libvirt.pid(NAME + ".pid"), ControlStats.number(device, "vmm"));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> ps(LibvirtDaemon libvirt) {
        try (Program program = zeropane(libvirt, "ps", "--json")) {
            program.awaitExit(0, TO_END);
            return (List<Map<String, Object>>) (List<?>) JSON.std.listFrom(program.out().text());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Program zeropane(LibvirtDaemon libvirt, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Zeropane.root().resolve("zeropane").toString());
        command.addAll(List.of(arguments));
        return Program.start(
                libvirt.runtime(),
                Map.of("XDG_RUNTIME_DIR", libvirt.runtime().toString()),
                command);
    }

    /// By Zeropane, also on a display of another process, and by libvirt, which asks QEMU: once the
    /// guest has drawn.
    private void awaitSamePictures(LibvirtDaemon libvirt) {
        Path seen = directory.resolve("seen");
        try (Program view = zeropane(libvirt, "view", NAME, "--display=png:" + seen)) {
            awaitSamePictures(libvirt, seen.resolve("screen-0.png"));
            view.signal("TERM");
            view.awaitExit(TO_END);
        }
    }

    private void awaitSamePictures(LibvirtDaemon libvirt, Path viewed) {
        Path ours = directory.resolve("ours.png");
        Path theirs = directory.resolve("theirs.png");
        Await.untilTrue(
                () -> "the same picture in " + ours + " and " + theirs + "\n" + serial(),
                TO_DRAW,
                () -> {
                    Optional<Picture> shot = screenshot(libvirt, ours);
                    libvirt.virsh("screenshot", NAME, theirs.toString());
                    return shot.filter(picture -> picture.colours() > 2)
                            .filter(Picture.read(theirs)::equals)
                            .filter(right ->
                                    Picture.readIfThere(viewed).filter(right::equals).isPresent())
                            .isPresent();
                });
        Picture.read(ours).write(SamePicture.PICTURES.resolve("libvirt.png"));
    }

    private static Optional<Picture> screenshot(LibvirtDaemon libvirt, Path file) {
        try (Program program = zeropane(libvirt, "screenshot", NAME, file.toString())) {
            return program.awaitExit(TO_END) == 0
                    ? Optional.of(Picture.read(file))
                    : Optional.empty();
        }
    }
}
