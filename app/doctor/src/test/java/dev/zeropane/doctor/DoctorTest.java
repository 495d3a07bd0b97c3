// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.doctor.Finding.Status;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.qemu.process.QemuProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `doctor` says of machines unlike this one.
final class DoctorTest {
    @TempDir Path root;

    private final Map<String, String> environment = new HashMap<>();
    private int kvm = Errno.ENOENT;
    private Optional<ExportRefusal> refusal = Optional.empty();

    @ParameterizedTest
    @CsvSource({
        // Linux 6.12, 7.3, both raised, and no limits: what fits, what the remedy is for
        "1024, 64, '', 'list_limit size_limit_mb'",
        "1024, 2147483647, '', list_limit",
        "8192, 64, '1080p 4K', 'list_limit size_limit_mb'",
        "32400, 126, '1080p 4K', size_limit_mb",
        "32400, 127, '1080p 4K 8K', ''",
        "-1, -1, '1080p 4K 8K', ''"
    })
    void limits(long entries, long mebibytes, String fitting, String remedies) throws IOException {
        write("/sys/module/udmabuf/parameters/list_limit", Long.toString(entries));
        write("/sys/module/udmabuf/parameters/size_limit_mb", Long.toString(mebibytes));
        Finding limits = examine("udmabuf-limits");
        assertEquals(remedies.isEmpty() ? Status.OK : Status.WARN, limits.status());
        assertEquals(words(fitting), limits.values().get("scatteredFitting"));
        assertEquals(mebibytes, limits.values().get("sizeLimitMb"));
        List<String> named = words(remedies);
        assertEquals(named.size(), limits.remedy().size());
        for (int i = 0; i < named.size(); i++) {
            assertTrue(limits.remedy().get(i).contains("udmabuf." + named.get(i) + "="));
        }
        assertTrue(limits.text().contains("1080p 2025 and 8 MiB"), limits.text());
        assertTrue(limits.text().contains("8K 32400 and 127 MiB"), limits.text());
    }

    @Test
    void udmabuf_notForThisUser_limitsAreStillRead() throws IOException {
        write("/sys/module/udmabuf/parameters/list_limit", "1024");
        refusal = Optional.of(new ExportRefusal(Kind.NO_PERMISSION, "not yours", "join kvm"));
        Finding udmabuf = examine("udmabuf");
        assertEquals(Status.WARN, udmabuf.status());
        assertEquals("no-permission", udmabuf.values().get("refusal"));
        assertEquals(List.of("join kvm"), udmabuf.remedy());
        assertEquals(1024L, examine("udmabuf-limits").values().get("listLimit"));
    }

    @Test
    void udmabuf_kernelHasItButContainerNot_remedyIsTheContainers() throws IOException {
        refusal = Optional.of(new ExportRefusal(Kind.NO_DEVICE, "missing", "another kernel"));
        write("/proc/misc", "126 udmabuf_of_another\n125 vhost-net");
        assertEquals(List.of("another kernel"), examine("udmabuf").remedy());
        assertEquals(Status.INFO, examine("udmabuf-limits").status());
        write("/proc/misc", "126 udmabuf\n125 vhost-net");
        assertTrue(examine("udmabuf").remedy().getFirst().contains("--device /dev/udmabuf"));
    }

    @ParameterizedTest
    @CsvSource({
        "6.10.1, 8, always, WARN",
        "6.11.0-1, 8, never, WARN",
        "6.12.107+deb13-amd64, 0, advise, WARN",
        "6.12.107+deb13-amd64, 0, never, OK",
        "6.12.107+deb13-amd64, 0, deny, OK",
        "6.18.44, 8, always, OK",
        "7.3.4+deb13-amd64, 8, always, OK"
    })
    void hugePages(String release, String reserved, String transparent, Status expected)
            throws IOException {
        write("/proc/sys/kernel/osrelease", release);
        write("/proc/sys/vm/nr_hugepages", reserved);
        write(
                "/sys/kernel/mm/transparent_hugepage/shmem_enabled",
                "always within_size advise never deny force"
                        .replace(transparent, "[" + transparent + "]"));
        Finding finding = examine("hugepages");
        assertEquals(expected, finding.status(), finding.text());
        assertEquals(expected == Status.WARN, !finding.remedy().isEmpty());
    }

    @Test
    void mappings_fewerThanA8kScreen_warns() throws IOException {
        write("/proc/sys/vm/max_map_count", "64799");
        assertEquals(Status.WARN, examine("mappings").status());
        assertTrue(examine("mappings").remedy().getFirst().contains("vm.max_map_count="));
        write("/proc/sys/vm/max_map_count", "64800");
        assertEquals(Status.OK, examine("mappings").status());
    }

    @ParameterizedTest
    @CsvSource({
        Errno.ENOENT + ", modprobe",
        Errno.EACCES + ", group",
        Errno.EPERM + ", DeviceAllow"
    })
    void kvm_refused_remedyFitsTheError(int errno, String remedy) throws IOException {
        kvm = errno;
        Finding finding = examine("kvm");
        assertEquals(Status.WARN, finding.status());
        assertEquals(false, finding.values().get("runs"));
        assertTrue(finding.remedy().toString().contains(remedy), finding.toString());
    }

    @Test
    void qemu_none_remedyNamesDebiansPackageOnlyThere() throws IOException {
        assertEquals(List.of("install QEMU for x86-64 guests"), examine("qemu").remedy());
        program("usr/bin/apt-get", "exit 1");
        assertEquals(List.of("sudo apt-get install qemu-system-x86"), examine("qemu").remedy());
        assertEquals(Status.INFO, examine("qemu-devices").status());
    }

    @Test
    void qemu_oldWithoutDisplays_warns() throws IOException {
        qemu(
                """
                case "$*" in
                  --version) echo "QEMU emulator version 7.2.17 (Debian 1:7.2+dfsg-7)" ;;
                  "-device help") echo 'name "vhost-user-gpu-pci", bus PCI'; echo 'name "vhost-user-vga-x"' ;;
                  "-display help") echo "none"; echo "gtk: failed to open module" ;;
                  *) exit 1 ;;
                esac
                """);
        assertEquals(Status.WARN, examine("qemu").status());
        assertEquals("7.2.17", examine("qemu").values().get("version"));
        Finding devices = examine("qemu-devices");
        assertEquals(Status.WARN, devices.status());
        assertEquals(List.of("vhost-user-gpu-pci"), devices.values().get("offered"));
        Finding displays = examine("qemu-displays");
        assertEquals(List.of(), displays.values().get("offered"));
        assertEquals(2, displays.remedy().size());
        Finding clipboard = examine("qemu-clipboard");
        assertEquals(Status.WARN, clipboard.status());
        assertTrue(clipboard.text().contains("qemu-vdagent, and no D-Bus display"));
        assertEquals(2, clipboard.remedy().size());
    }

    @Test
    void clipboard_withAgentAndDbus_isPossible() throws IOException {
        qemu(
                """
                case "$*" in
                  --version) echo "QEMU emulator version 10.0.2" ;;
                  "-chardev help") echo "Available chardev backend types:"; echo "  qemu-vdagent" ;;
                  "-display help") echo "none"; echo "dbus" ;;
                  *) exit 1 ;;
                esac
                """);
        Finding clipboard = examine("qemu-clipboard");
        assertEquals(Status.OK, clipboard.status(), clipboard.text());
        assertEquals(List.of(), clipboard.remedy());
    }

    @Test
    void kvm_qemuSaysNo_itsWordsAreTheReason() throws IOException {
        qemu("echo \"QEMU emulator version 10.0.2\"; echo more; exit 1");
        kvm = 0;
        Finding finding = examine("kvm");
        assertEquals(Status.WARN, finding.status());
        assertTrue(finding.text().contains("QEMU emulator"), finding.text());
    }

    @Test
    void qemu_notAProgram_isNoEnd() throws IOException {
        Files.writeString(qemu("").resolve(QemuProgram.NAME), "\0\0no program\0");
        assertEquals(Status.WARN, examine("qemu").status());
        assertEquals(17, examine().size());
    }

    @Test
    void examine_emptyMachine_everyIdOnceAndCanServe() {
        List<Finding> findings = examine();
        assertEquals(
                List.of(
                        "java",
                        "kernel",
                        "memfd",
                        "sockets",
                        "mappings",
                        "memlock",
                        "udmabuf",
                        "udmabuf-limits",
                        "hugepages",
                        "dma-heap",
                        "qemu",
                        "qemu-devices",
                        "qemu-displays",
                        "qemu-clipboard",
                        "kvm",
                        "wayland",
                        "wayland-dmabuf"),
                findings.stream().map(Finding::id).toList());
        assertTrue(Doctor.canServe(findings), findings.toString());
    }

    @Test
    void examine_checkFails_othersGoOn() {
        Host broken =
                new Host(
                        root,
                        environment,
                        device -> Optional.empty(),
                        () -> {
                            throw new IllegalStateException("no way");
                        });
        List<Finding> findings = Doctor.examine(broken);
        Finding udmabuf = find("udmabuf", findings);
        assertEquals(Status.WARN, udmabuf.status());
        assertTrue(udmabuf.text().contains("no way"), udmabuf.text());
        assertEquals("wayland-dmabuf", findings.getLast().id());
    }

    private List<Finding> examine() {
        Function<Path, Optional<LinuxException>> opener =
                device ->
                        kvm == 0
                                ? Optional.empty()
                                : Optional.of(LinuxException.of("open", device.toString(), kvm));
        return Doctor.examine(new Host(root, environment, opener, () -> refusal));
    }

    private Finding examine(String id) {
        return find(id, examine());
    }

    private static Finding find(String id, List<Finding> findings) {
        return findings.stream()
                .collect(Collectors.toMap(Finding::id, Function.identity()))
                .get(id);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    /// @return the directory, which is then the PATH
    private Path qemu(String script) throws IOException {
        Path directory = program("bin/" + QemuProgram.NAME, script).getParent();
        environment.put("PATH", "/nowhere:" + directory);
        return directory;
    }

    private Path program(String name, String script) throws IOException {
        write("/" + name, "#!/bin/sh\n" + script);
        Path file = root.resolve(name);
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }
}
