// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.linux.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A guest of libvirt's. Its daemon makes the socket between QEMU and a device, so the kernel takes
/// the daemon for the VMM, which has no name. But it writes down which processes serve which
/// domain, in one folder: the device's in `ID-NAME-video0-vhost-user-gpu.pid`, with the name cut
/// short, QEMU's in `NAME.pid`.
///
/// @param name the domain's, as it is: not yet safe to print
/// @param qemu its QEMU's process id
record LibvirtDomain(String name, int qemu) {
    private static final String SUFFIX = ".pid";

    /// Files of QEMU's are below a folder of this name, which has the device's file's beginning:
    /// the domain's number, which no other has, and its name, cut short in the same way.
    private static final Pattern FOLDER = Pattern.compile("/domain-([0-9]+-[^/\"]+)/");

    private static final Pattern PID = Pattern.compile("[1-9][0-9]{0,9}");

    /// Longer files are none that hold a process id.
    private static final int MOST_READ = 32;

    /// The one that this process serves, if libvirt started it for one. Asks the file system and
    /// the kernel, which may take time.
    static Optional<LibvirtDomain> ofThisProcess() {
        return of(
                ProcessHandle.current().pid(),
                folders(
                        Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR"))
                                .filter(s -> !s.isEmpty()),
                        Credentials.effectiveUid()));
    }

    /// Where the daemons of the user and of the system write.
    private static List<Path> folders(Optional<String> runtime, int uid) {
        Path usual = Path.of("/run/user", Integer.toUnsignedString(uid));
        return Stream.concat(
                        Stream.concat(
                                        runtime.map(Path::of).filter(Path::isAbsolute).stream(),
                                        Stream.of(usual))
                                .distinct()
                                .map(parent -> parent.resolve("libvirt/qemu/run")),
                        Stream.of(Path.of("/run/libvirt/qemu")))
                .toList();
    }

    /// @param device the process id of a device
    /// @param folders where to look, first what counts most
    static Optional<LibvirtDomain> of(long device, List<Path> folders) {
        return folders.stream()
                .filter(f -> Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS) && isTrusted(f))
                .flatMap(folder -> in(folder, device).stream())
                .findFirst();
    }

    private static Optional<LibvirtDomain> in(Path folder, long device) {
        return files(folder, "*-vhost-user-gpu" + SUFFIX).stream()
                .filter(file -> pid(file).filter(pid -> pid == device).isPresent())
                .findFirst()
                .flatMap(file -> ofDevice(folder, file.getFileName().toString()));
    }

    private static Optional<LibvirtDomain> ofDevice(Path folder, String deviceFile) {
        for (Path file : files(folder, "*" + SUFFIX)) {
            Optional<Integer> qemu = pid(file).filter(pid -> serves(pid, deviceFile));
            if (qemu.isPresent()) {
                String name = file.getFileName().toString();
                return Optional.of(
                        new LibvirtDomain(
                                name.substring(0, name.length() - SUFFIX.length()), qemu.get()));
            }
        }
        return Optional.empty();
    }

    private static boolean serves(int qemu, String deviceFile) {
        return InstanceName.commandLine(qemu).stream()
                .flatMap(List::stream)
                .map(FOLDER::matcher)
                .filter(Matcher::find)
                .anyMatch(folder -> deviceFile.startsWith(folder.group(1) + "-"));
    }

    private static List<Path> files(Path folder, String glob) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            List<Path> found = new ArrayList<>();
            files.forEach(found::add);
            return found;
        } catch (IOException | DirectoryIteratorException e) {
            // Most have no libvirt, or none of ours.
            return List.of();
        }
    }

    private static Optional<Integer> pid(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !isTrusted(file)) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                String text = new String(in.readNBytes(MOST_READ), StandardCharsets.US_ASCII);
                return Optional.of(text.strip())
                        .filter(s -> PID.matcher(s).matches())
                        .map(Long::parseLong)
                        .filter(pid -> pid <= Integer.MAX_VALUE)
                        .map(Long::intValue);
            }
        } catch (IOException e) {
            // Gone meanwhile, or not ours to read.
            return Optional.empty();
        }
    }

    /// Whoever could write there could call us what he likes.
    private static boolean isTrusted(Path path) {
        try {
            int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            return owner == 0 || owner == Credentials.effectiveUid();
        } catch (IOException e) {
            return false;
        }
    }
}
