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

/// A guest of libvirt. Libvirt's daemon creates the socket between QEMU and a device, so to the
/// kernel the daemon is the peer, and it has no `-name`. But the daemon writes the process ids of
/// each domain to files in one folder: the device's to `ID-NAME-video0-vhost-user-gpu.pid`, with a
/// shortened name, and QEMU's to `NAME.pid`.
///
/// @param name of the domain, unchanged: not safe to print
/// @param qemu the process id of its QEMU
record LibvirtDomain(String name, int qemu) {
    private static final String SUFFIX = ".pid";

    /// QEMU's command line names a folder like this. The folder's name is the domain's unique
    /// number and its shortened name, and the name of the device's file begins with the same.
    private static final Pattern FOLDER = Pattern.compile("/domain-([0-9]+-[^/\"]+)/");

    private static final Pattern PID = Pattern.compile("[1-9][0-9]{0,9}");

    /// A longer file does not hold a process id.
    private static final int MAX_READ = 32;

    /// The domain that this process serves, if libvirt started it. Reads files, which may take
    /// time.
    static Optional<LibvirtDomain> ofThisProcess() {
        return of(
                ProcessHandle.current().pid(),
                folders(
                        Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR"))
                                .filter(s -> !s.isEmpty()),
                        Credentials.effectiveUid()));
    }

    /// The folders of the user's daemon and of the system's.
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
    /// @param folders to search, the most important first
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
            // Most systems have no libvirt, or not this folder.
            return List.of();
        }
    }

    private static Optional<Integer> pid(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !isTrusted(file)) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                String text = new String(in.readNBytes(MAX_READ), StandardCharsets.US_ASCII);
                return Optional.of(text.strip())
                        .filter(s -> PID.matcher(s).matches())
                        .map(Long::parseLong)
                        .filter(pid -> pid <= Integer.MAX_VALUE)
                        .map(Long::intValue);
            }
        } catch (IOException e) {
            // The process has ended, or belongs to another user.
            return Optional.empty();
        }
    }

    /// Another user who can write there could choose the name.
    private static boolean isTrusted(Path path) {
        try {
            int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            return owner == 0 || owner == Credentials.effectiveUid();
        } catch (IOException e) {
            return false;
        }
    }
}
