// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.dmabuf.protocol.UdmabufCreate;
import dev.zeropane.dmabuf.protocol.UdmabufCreateList;
import dev.zeropane.dmabuf.protocol.UdmabufCreateList.Item;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/// The device that makes dma-bufs of memfd pages (`<linux/udmabuf.h>`), a process's own and those
/// it was handed, such as a guest's.
///
/// A dma-buf keeps the pages it was made of. Whoever punches a hole into the memfd afterwards
/// (`fallocate(PUNCH_HOLE)`, `MADV_REMOVE`: what memory balloons do) gives the memfd a new page
/// there, while the dma-buf stays with the old one, silently: never do so while it lives. Likewise,
/// who draws must have the memfd mapped shared: a private mapping leaves these pages when written.
///
/// In Linux 6.11 and 6.12, importers that map a dma-buf of huge pages in the kernel (vmap: displays
/// without a GPU) read the wrong ones. Files on hugetlbfs are refused there; huge pages that the
/// kernel makes of ordinary ones (`transparent_hugepage/shmem_enabled`) cannot be seen from here.
///
/// Every rule of the kernel is checked before the call, since the kernel does not say which one was
/// broken. Safe from any thread.
public final class Udmabuf implements AutoCloseable {
    /// Where the device is.
    public static final Path DEVICE = Path.of("/dev/udmabuf");

    private static final Ioctl UDMABUF_CREATE =
            Ioctl.write("UDMABUF_CREATE", 'u', 0x42, UdmabufCreate.SIZE);

    /// The number has the size of the header alone.
    private static final Ioctl UDMABUF_CREATE_LIST =
            Ioctl.write("UDMABUF_CREATE_LIST", 'u', 0x43, UdmabufCreateList.HEADER_SIZE);

    private final Fd device;
    private final LiveLimits limits;

    private Udmabuf(Fd device, LiveLimits limits) {
        this.device = device;
        this.limits = limits;
    }

    /// Opens the device.
    ///
    /// @throws ExportRefusedException if it is not there, or not for this user
    public static Udmabuf open() {
        return open(DEVICE);
    }

    static Udmabuf open(Path path) {
        try {
            Fd device = Fd.open(path, Mapping.Access.READ_WRITE);
            try {
                return new Udmabuf(device, LiveLimits.open(UdmabufLimits.PARAMETERS));
            } catch (LinuxException e) {
                device.close();
                throw e;
            }
        } catch (LinuxException e) {
            throw new ExportRefusedException(DeviceRefusal.of(path, e));
        }
    }

    /// Why these pages cannot be made a dma-buf now, as far as can be told without trying.
    public Optional<ExportRefusal> check(Runs runs) {
        return ExportRules.check(runs, limits.now());
    }

    /// Makes a dma-buf of exactly these pages, in this order. They are allocated if they were not,
    /// and pinned until the last descriptor and mapping of it is closed, in whichever process.
    ///
    /// It can always be written, also by whoever it is sent to, and cannot be called back.
    ///
    /// @return owned by the caller; it does not need this device or the files any more
    /// @throws ExportRefusedException if they break a rule, or the budget does not have as much
    public DmaBuf create(Runs runs, Budget budget) {
        check(runs)
                .ifPresent(refusal -> {
                    throw new ExportRefusedException(refusal);
                });
        Budget.Share pin =
                budget.share(runs.size())
                        .orElseThrow(() ->
                                new ExportRefusedException(
                                        ExportRefusal.overBudget(runs.size(), budget)));
        try {
            Run[] all = runs.array();
            Fd fd = all.length == 1 ? createOne(all[0]) : createList(all);
            return new DmaBuf(fd, runs.size(), Optional.of(pin));
        } catch (LinuxException e) {
            pin.letGo();
            throw new ExportRefusedException(refused(e));
        } catch (RuntimeException | Error e) {
            pin.letGo();
            throw e;
        }
    }

    private Fd createOne(Run run) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment create = arena.allocate(UdmabufCreate.SIZE, Long.BYTES);
            new UdmabufCreate(run.file().fd(), run.offset(), run.length()).write(create);
            return UDMABUF_CREATE.callForFd(device, create, "dma-buf of " + run.file());
        }
    }

    private Fd createList(Run[] runs) {
        UdmabufCreateList header = new UdmabufCreateList(runs.length);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(header.size(), Long.BYTES);
            header.write(list);
            for (int i = 0; i < runs.length; i++) {
                Run run = runs[i];
                new Item(run.file().fd(), run.offset(), run.length()).write(list, i);
            }
            String name = "dma-buf of " + runs.length + " runs of " + runs[0].file();
            return UDMABUF_CREATE_LIST.callForFd(device, list, name);
        }
    }

    private static ExportRefusal refused(LinuxException e) {
        return e instanceof LinuxException.LimitReached
                ? new ExportRefusal(
                        Kind.OUT_OF_RESOURCES,
                        e.getMessage(),
                        "free memory or descriptors (ulimit -n), and try again")
                : new ExportRefusal(
                        Kind.KERNEL_REFUSED,
                        e.getMessage() + ", though every rule known here is kept",
                        "please report it, with the kernel's version (uname -r)");
    }

    @Override
    public void close() {
        limits.close();
        device.close();
    }
}
