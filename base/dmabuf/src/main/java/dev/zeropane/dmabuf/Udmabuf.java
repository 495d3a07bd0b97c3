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

/// The device that makes dma-bufs of memfd pages (`<linux/udmabuf.h>`): of memfds of this process,
/// and of those it received, such as a guest's RAM.
///
/// A dma-buf keeps the pages it was made of. A hole punched into the memfd afterwards
/// (`fallocate(PUNCH_HOLE)`, `MADV_REMOVE`, memory balloons) gives the memfd a new page there,
/// while the dma-buf silently keeps the old one: never punch holes while the dma-buf exists.
/// Likewise, a process that draws must map the memfd shared: a private mapping gets copies of the
/// pages it writes to.
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
    /// @throws ExportRefusedException if it does not exist, or this user may not open it
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

    /// Why these pages cannot be exported now, as far as that is known before the attempt.
    public Optional<ExportRefusal> check(Runs runs) {
        return ExportRules.check(runs, limits.current());
    }

    /// Makes a dma-buf of exactly these pages, in this order. The kernel allocates those that do
    /// not exist yet, and pins all until the last descriptor and mapping of the dma-buf is closed,
    /// in any process.
    ///
    /// A dma-buf is always writable, also for its receivers, and cannot be revoked.
    ///
    /// @return owned by the caller; it does not depend on this device or the files
    /// @throws ExportRefusedException if the pages break a rule, or exceed the budget
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
            pin.release();
            throw new ExportRefusedException(refused(e));
        } catch (RuntimeException | Error e) {
            pin.release();
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
