package dev.zeropane.qemu;

import static dev.zeropane.qemu.Commands.added;
import static dev.zeropane.qemu.Commands.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-object memory-backend-ram,id=r,size=1G",
                "-object memory-backend-file,id=r,size=1G,share=on,mem-path=/dev/shm",
                "-object memory-backend-shm,id=r,size=1G",
                "-object qom-type=memory-backend-ram,id=r,size=1G",
                "-object memory-backend-memfd,id=r,size=1G,share=off",
                "-object memory-backend-memfd,id=r,size=1G,noshare",
                "-object memory-backend-memfd,id=r,size=1G,seal=off",
                "-object {\"qom-type\":\"memory-backend-memfd\",\"id\":\"r\",\"share\":false}"
            })
    void memory_thatIsNoSharedMemfd_isRefused(String object) {
        assertRefused("-m 1G " + object, "delete \"" + object + "\"", "memory-backend-memfd");
    }

    @Test
    void memPath_isRefused() {
        assertRefused("-mem-path /dev/hugepages", "-mem-path /dev/hugepages", "hugetlb=on");
    }
}
