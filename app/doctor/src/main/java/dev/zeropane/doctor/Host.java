// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import dev.zeropane.dmabuf.ExportRefusal;
import dev.zeropane.dmabuf.ExportRefusedException;
import dev.zeropane.dmabuf.Udmabuf;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.kernel.KernelParameter;
import dev.zeropane.qemu.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/// The machine that `zeropane doctor` examines: this one, or in tests a folder laid out like one.
///
/// @param root the machine's root directory
/// @param opener tries to open a device file, and returns the error if that fails
/// @param udmabuf tries to open udmabuf, and returns the refusal if that fails
public record Host(
        Path root,
        Map<String, String> environment,
        Function<Path, Optional<LinuxException>> opener,
        Supplier<Optional<ExportRefusal>> udmabuf) {

    public static Host here() {
        return new Host(Path.of("/"), System.getenv(), Host::tryToOpen, Host::tryUdmabuf);
    }

    /// The path of a file of the machine, by its absolute name.
    Path path(String name) {
        return root.resolve(name.substring(1));
    }

    Optional<String> read(String name) {
        return KernelParameter.read(path(name));
    }

    OptionalLong number(String name) {
        return KernelParameter.readNumber(path(name));
    }

    Optional<LinuxException> open(String name) {
        return opener.apply(path(name));
    }

    /// A file's owners and permissions, such as `root:kvm rw-rw----`.
    String owners(String name) {
        try {
            PosixFileAttributes file = Files.readAttributes(path(name), PosixFileAttributes.class);
            return "%s:%s %s"
                    .formatted(
                            file.owner().getName(),
                            file.group().getName(),
                            PosixFilePermissions.toString(file.permissions()));
        } catch (IOException e) {
            return "owner unknown";
        }
    }

    /// An environment variable; an empty one counts as not set.
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    Optional<Path> onPath(String program) {
        return Programs.find(program, variable("PATH").orElse(""));
    }

    /// How to install a program: with apt-get on Debian, else in words.
    String install(String debianPackage, String otherwise) {
        return Files.isExecutable(path("/usr/bin/apt-get"))
                ? "sudo apt-get install " + debianPackage
                : "install " + otherwise;
    }

    private static Optional<LinuxException> tryToOpen(Path device) {
        try (Fd _ = Fd.open(device, Mapping.Access.READ_WRITE)) {
            return Optional.empty();
        } catch (LinuxException e) {
            return Optional.of(e);
        }
    }

    private static Optional<ExportRefusal> tryUdmabuf() {
        try (Udmabuf _ = Udmabuf.open()) {
            return Optional.empty();
        } catch (ExportRefusedException e) {
            return Optional.of(e.refusal());
        }
    }
}
