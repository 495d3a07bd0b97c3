// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.rules;

import static dev.zeropane.linux.Errno.EACCES;
import static dev.zeropane.linux.Errno.EBUSY;
import static dev.zeropane.linux.Errno.EINVAL;
import static dev.zeropane.linux.Errno.EPERM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.Seals;
import dev.zeropane.linux.kernel.KernelParameter;
import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What kernels answer to memfd_create and to seals.
abstract class MemfdRules {
    private static final int MFD_CLOEXEC = 0x1;
    private static final int MFD_ALLOW_SEALING = 0x2;
    private static final int MFD_NOEXEC_SEAL = 0x8;
    private static final int MFD_EXEC = 0x10;
    private static final int MFD_HUGE_2MB = 0x54000000;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    private static final int NOT_CREATED = -1;
    private static final long PAGE = Mapping.PAGE_SIZE;
    private static final Path NOEXEC = Path.of("/proc/sys/vm/memfd_noexec");

    /// Name, flags, and the seals of the new memfd, or [#NOT_CREATED] for EINVAL.
    static Stream<Arguments> flags() {
        return Stream.of(
                Arguments.of("none", 0, 0x1),
                Arguments.of("CLOEXEC", MFD_CLOEXEC, 0x1),
                Arguments.of("ALLOW_SEALING", MFD_ALLOW_SEALING, 0),
                Arguments.of("NOEXEC_SEAL", MFD_NOEXEC_SEAL, 0x20),
                Arguments.of("ours", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL, 0x20),
                Arguments.of("EXEC", MFD_EXEC, 0x1),
                Arguments.of("EXEC and ALLOW_SEALING", MFD_EXEC | MFD_ALLOW_SEALING, 0),
                Arguments.of("unknown", 0x20, NOT_CREATED),
                Arguments.of("EXEC and NOEXEC_SEAL", MFD_EXEC | MFD_NOEXEC_SEAL, NOT_CREATED),
                Arguments.of("huge size without HUGETLB", MFD_HUGE_2MB, NOT_CREATED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flags")
    void memfdCreate_flags_answerAsKnown(String name, int flags, int seals) {
        int number = Libc.memfdCreate(name, flags);
        if (seals == NOT_CREATED) {
            assertEquals(-EINVAL, number);
        } else {
            try (Fd fd = Raw.own(number, name)) {
                assertEquals(seals, Libc.fcntl(Raw.number(fd), F_GET_SEALS, 0));
            }
        }
    }

    @Test
    void memfdCreate_name_atMost249Bytes() {
        Raw.own(Libc.memfdCreate("n".repeat(249), 0), "long").close();
        assertEquals(-EINVAL, Libc.memfdCreate("n".repeat(250), 0));
    }

    @Test
    void memfdCreate_noexecSeal_changesTheMode() throws Exception {
        try (Fd plain = Raw.memfd("plain", MFD_EXEC, PAGE);
                Fd ours = Memfd.create("ours", PAGE)) {
            assertEquals(0777, mode(plain));
            assertEquals(0666, mode(ours));
        }
    }

    private static int mode(Fd fd) throws Exception {
        return (int) Files.getAttribute(Path.of("/proc/self/fd/" + Raw.number(fd)), "unix:mode")
                & 0777;
    }

    private static int addSeals(Fd fd, int seals) {
        return Libc.fcntl(Raw.number(fd), F_ADD_SEALS, seals);
    }

    @Test
    void addSeals_readOnlyDescriptor_eperm() {
        try (Fd fd = Raw.memfd("sealed", MFD_ALLOW_SEALING, PAGE);
                Fd readOnly = Raw.open("/proc/self/fd/" + Raw.number(fd), 0)) {
            assertEquals(-EPERM, addSeals(readOnly, Seals.F_SEAL_SHRINK));
        }
    }

    @Test
    void addSeals_afterSealSeal_eperm() {
        try (Fd fd = Raw.memfd("sealed", MFD_ALLOW_SEALING, PAGE)) {
            assertEquals(0, addSeals(fd, Seals.F_SEAL_SEAL));
            assertEquals(-EPERM, addSeals(fd, Seals.F_SEAL_SHRINK));
        }
    }

    @Test
    void addSeals_unknownBits_einval() {
        try (Fd fd = Raw.memfd("sealed", MFD_ALLOW_SEALING, PAGE)) {
            assertEquals(-EINVAL, addSeals(fd, 0x40));
            assertEquals(-EINVAL, addSeals(fd, 0x80000000));
        }
    }

    @Test
    void addSeals_execOfAnExecutable_addsTheOthers() {
        try (Fd fd = Raw.memfd("sealed", MFD_ALLOW_SEALING | MFD_EXEC, PAGE)) {
            assertEquals(0, addSeals(fd, Seals.F_SEAL_EXEC));
            assertEquals(0x3e, fd.seals().orElseThrow().bits());
        }
    }

    @Test
    void sealWrite_whileMappedToWrite_ebusy() {
        try (Fd fd = Raw.memfd("sealed", MFD_ALLOW_SEALING, PAGE)) {
            try (Mapping _ = Mapping.of(fd, 0, PAGE, Mapping.Access.READ_WRITE)) {
                assertEquals(-EBUSY, addSeals(fd, Seals.F_SEAL_WRITE));
            }
            assertEquals(0, addSeals(fd, Seals.F_SEAL_WRITE));
        }
    }

    @Test
    void sealFutureWrite_oldMappingIsWrittenAndNothingElse() {
        try (Fd fd = Raw.memfd("sealed", MFD_ALLOW_SEALING, PAGE);
                Arena arena = Arena.ofConfined();
                Mapping old = Mapping.of(fd, 0, PAGE, Mapping.Access.READ_WRITE)) {
            assertEquals(0, addSeals(fd, Seals.F_SEAL_FUTURE_WRITE));
            old.segment().set(java.lang.foreign.ValueLayout.JAVA_INT, 0, 1);
            assertEquals(-EPERM, Raw.write(fd, arena.allocate(1)));
            int access = Raw.PROT_READ | Raw.PROT_WRITE;
            assertEquals(-EPERM, Raw.mmap(0, PAGE, access, Raw.MAP_SHARED, fd, 0));
            int mode = Raw.FALLOC_FL_PUNCH_HOLE | Raw.FALLOC_FL_KEEP_SIZE;
            assertEquals(-EPERM, Raw.fallocate(fd, mode, 0, PAGE));
            Mapping.of(fd, 0, PAGE, Mapping.Access.READ).close();
        }
    }

    @Test
    void sealShrinkAndGrow_sizeIsFixed() {
        try (Fd fd = Raw.memfd("sealed", MFD_ALLOW_SEALING, 2 * PAGE)) {
            fd.addSeals(Seals.FIXED_SIZE);
            assertEquals(-EPERM, Raw.ftruncate(fd, PAGE));
            assertEquals(-EPERM, Raw.ftruncate(fd, 3 * PAGE));
            assertEquals(-EPERM, addSeals(fd, Seals.F_SEAL_WRITE));
        }
    }

    /// Whoever has it opens it to write: no protection.
    @Test
    void readOnlyDescriptor_isReopenedToWrite() {
        try (Fd fd = Memfd.create("reopened", PAGE);
                Fd readOnly = Raw.open("/proc/self/fd/" + Raw.number(fd), 0);
                Fd writable = Raw.open("/proc/self/fd/" + Raw.number(readOnly), Raw.O_RDWR)) {
            Mapping.of(writable, 0, PAGE, Mapping.Access.READ_WRITE).close();
        }
    }

    @Test
    void huge_sizeThatIsNoMultiple_einval() {
        try (Fd fd = Memfd.createHuge("huge", 0)) {
            assertEquals(-EINVAL, Raw.ftruncate(fd, PAGE));
            assertEquals(2L << 20, fd.mappingUnit());
        }
    }

    @Test
    void huge_moreThanIsReserved_mmapEnomem() {
        try (Fd fd = Memfd.createHuge("huge", 1L << 40)) {
            int flags = Raw.MAP_SHARED;
            assertEquals(-Errno.ENOMEM, Raw.mmap(0, 1L << 40, Raw.PROT_READ, flags, fd, 0));
        }
    }

    @Test
    void hugeSeals_hold() {
        try (Fd fd = Memfd.createHuge("huge", 2L << 20)) {
            fd.addSeals(Seals.FIXED_SIZE);
            assertEquals(-EPERM, Raw.ftruncate(fd, 0));
        }
    }

    @Test
    void memfdNoexec_everySetting_plainFlagsAndExec() throws Exception {
        Assumptions.assumeTrue(Files.isWritable(NOEXEC), "may not set vm.memfd_noexec");
        String before = KernelParameter.read(NOEXEC).orElseThrow();
        try {
            Files.writeString(NOEXEC, "1");
            try (Fd fd = Raw.memfd("plain", MFD_CLOEXEC, PAGE)) {
                assertEquals(0x20, fd.seals().orElseThrow().bits());
            }
            try (Fd fd = Raw.memfd("exec", MFD_EXEC, PAGE)) {
                assertEquals(0777, mode(fd));
            }
            Files.writeString(NOEXEC, "2");
            assertEquals(-EACCES, Libc.memfdCreate("exec", MFD_EXEC));
            Memfd.create("ours", PAGE).close();
        } finally {
            Files.writeString(NOEXEC, before);
        }
    }
}
