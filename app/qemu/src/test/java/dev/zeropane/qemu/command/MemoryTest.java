// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import static dev.zeropane.qemu.command.Commands.added;
import static dev.zeropane.qemu.command.Commands.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryTest {
    private static final String OURS =
            "-object memory-backend-memfd,id=zeropane-ram,share=on,size=%d -machine"
                    + " memory-backend=zeropane-ram ";
    private static final String SCREEN = "-vga none -display dbus,p2p=yes";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 134217728",
                "-m 4096 | 4294967296",
                "-m size=4096 | 4294967296",
                "-m 4G | 4294967296",
                "-m 4g | 4294967296",
                "-m 4G,slots=2,maxmem=8G | 4294967296",
                "-m slots=2,maxmem=8G,size=1G | 1073741824",
                "-m 1.5G | 1610612736",
                "-m 0x400 | 1073741824",
                "-m 524288K | 536870912",
                "-m 1T | 1099511627776",
                "-m 100000001B | 100007936",
                "-m 0 | 134217728",
                "-m 1G -m 2G | 2147483648",
                "-m 1G -m slots=2 | 1073741824",
                "--m 1G | 1073741824"
            })
    void size_isTheMachines(String arguments, long bytes) {
        assertEquals(OURS.formatted(bytes) + SCREEN, added(arguments));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-m lots", "-m 4GB", "-m -1", "-m 99999999T", "-m 4G,size=x"})
    void size_thatIsNone_isRefused(String arguments) {
        assertRefused(arguments, arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-M q35 -m 1G",
                "-machine pc -m 1G",
                "-numa node -m 1G",
                "-numa node,mem=1G -m 1G",
                "-numa node,cpus=0-1 -numa node,cpus=2-3 -m 1G",
                "-object memory-backend-memfd,id=more,size=1G -device pc-dimm,memdev=more -m 1G",
                "-object rng-random,id=r -m 1G",
                "-mem-prealloc -m 1G"
            })
    void memory_thatIsNotChosen_isAdded(String arguments) {
        assertEquals(OURS.formatted(1L << 30) + SCREEN, added(arguments));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-M q35,memory-backend=r -object memory-backend-memfd,id=r,size=1G,share=on -m 1G",
                "-machine memory-backend=r -object memory-backend-memfd,id=r,size=1G -m 1G",
                "-M memory-backend=r -object memory-backend-memfd,id=r,size=1G,hugetlb=on -m 1G",
                "-M memory-backend=r -object {\"qom-type\":\"memory-backend-memfd\",\"id\":\"r\",\"size\":1,\"share\":true}",
                "-object memory-backend-memfd,id=r,size=1G -numa node,memdev=r -m 1G",
                "-object memory-backend-memfd,id=r,size=1G -numa nodeid=0,memdev=r,type=node"
            })
    void memory_thatIsMemfds_staysAsItIs(String arguments) {
        assertEquals(SCREEN, added(arguments));
    }

    /// What guests share with programs, or keep on disks, is no RAM.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-object memory-backend-file,id=lg,share=on,mem-path=/dev/shm/looking-glass,size=32M"
                        + " -device ivshmem-plain,memdev=lg",
                "-object {\"qom-type\":\"memory-backend-file\",\"id\":\"lg\",\"size\":33554432}"
                        + " -device {\"driver\":\"ivshmem-plain\",\"memdev\":\"lg\"}",
                "-object memory-backend-shm,id=lg,size=32M -device ivshmem-doorbell,memdev=lg",
                "-M nvdimm=on -object memory-backend-file,id=n,mem-path=/x,size=1G"
                        + " -device nvdimm,memdev=n",
                "-object memory-backend-file,id=p,mem-path=/x,size=1G"
                        + " -device virtio-pmem-pci,memdev=p",
                "-object memory-backend-ram,id=nobodys,size=1G"
            })
    void memory_thatIsNoRam_isNotLookedAt(String object) {
        assertEquals(OURS.formatted(1L << 30) + SCREEN, added("-m 1G " + object));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-object memory-backend-ram,id=r,size=1G | id=r,size=1G",
                "-object memory-backend-file,id=r,size=1G,share=on,mem-path=/dev/shm | id=r,size=1G",
                "-object memory-backend-file,id=r,size=1G,mem-path=/dev/hugepages |"
                        + " id=r,size=1G,hugetlb=on",
                "-object memory-backend-shm,size=1G,id=r | id=r,size=1G",
                "-object qom-type=memory-backend-ram,id=r,size=1G | id=r,size=1G",
                "-object memory-backend-memfd,id=r,size=1G,share=off,policy=bind |"
                        + " id=r,size=1G,policy=bind",
                "-object memory-backend-memfd,id=r,size=1G,noshare | id=r,size=1G",
                "-object memory-backend-memfd,id=r,size=1G,seal=off | id=r,size=1G",
                "-object {\"qom-type\":\"memory-backend-memfd\",\"id\":\"r\",\"share\":false} | id=r"
            })
    void ram_thatIsNoSharedMemfd_isRefused_andMadeOne(String object, String made) {
        for (String use :
                List.of(
                        "-machine memory-backend=r",
                        "-M q35,memory-backend=r",
                        "-numa node,memdev=r",
                        "-device pc-dimm,memdev=r",
                        "-device virtio-mem-pci,id=v,memdev=r",
                        "-device {\"driver\":\"pc-dimm\",\"memdev\":\"r\"}")) {
            assertRefused(
                    "-m 1G " + object + " " + use,
                    "make \"" + object + "\"",
                    "\"-object memory-backend-memfd,share=on," + made + "\"");
        }
    }

    @Test
    void memPath_isRefused() {
        assertRefused("-mem-path /dev/hugepages", "-mem-path /dev/hugepages", "hugetlb=on");
    }
}
