// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.dmabuf.protocol.DmaBufSync;
import dev.zeropane.dmabuf.protocol.SyncFileExchange;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.FileId;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Memory that devices and processes share (`<linux/dma-buf.h>`). Owns its descriptor.
///
/// Its size is fixed and its pages cannot go away, so a mapping of it never faults. It can neither
/// be opened a second time through `/proc/self/fd` nor read as a file, so access it by [#map].
///
/// Safe from any thread, but nothing may be called while or after another thread closes it. One
/// that is never closed keeps its pages until the process ends: there is no finalizer.
public final class DmaBuf implements AutoCloseable {
    /// The kind of access to the memory, and thereby whose fences to wait for: reading waits for
    /// writers (`DMA_BUF_SYNC_READ`), writing for readers and writers (`DMA_BUF_SYNC_WRITE`).
    public enum Direction {
        READ(1),
        WRITE(2),
        READ_WRITE(3);

        private final int bits;

        Direction(int bits) {
            this.bits = bits;
        }
    }

    /// The maximum length of a name in bytes.
    public static final int MAX_NAME = 31;

    private static final long DMA_BUF_MAGIC = 0x444d4142;
    private static final long DMA_BUF_SYNC_START = 0;
    private static final long DMA_BUF_SYNC_END = 4;
    private static final Ioctl DMA_BUF_IOCTL_SYNC =
            Ioctl.write("DMA_BUF_IOCTL_SYNC", 'b', 0, DmaBufSync.SIZE);
    private static final Ioctl DMA_BUF_SET_NAME = Ioctl.write("DMA_BUF_SET_NAME", 'b', 1, 8);

    private static final Ioctl DMA_BUF_IOCTL_EXPORT_SYNC_FILE =
            Ioctl.readWrite("DMA_BUF_IOCTL_EXPORT_SYNC_FILE", 'b', 2, SyncFileExchange.SIZE);

    private static final Ioctl DMA_BUF_IOCTL_IMPORT_SYNC_FILE =
            Ioctl.write("DMA_BUF_IOCTL_IMPORT_SYNC_FILE", 'b', 3, SyncFileExchange.SIZE);

    private final Fd fd;
    private final long size;
    private final Optional<Budget.Share> pin;
    private final AtomicBoolean closed = new AtomicBoolean();

    DmaBuf(Fd fd, long size, Optional<Budget.Share> pin) {
        this.fd = fd;
        this.size = size;
        this.pin = pin;
    }

    /// Takes ownership of a descriptor that should be a dma-buf, and closes it if it is not.
    ///
    /// @throws WrongDescriptorException if it is not a dma-buf
    public static DmaBuf adopt(Fd fd) {
        try {
            if (fd.fileSystem() != DMA_BUF_MAGIC) {
                throw new WrongDescriptorException(fd + " is no dma-buf");
            }
            return new DmaBuf(fd, fd.size(), Optional.empty());
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }

    /// The descriptor, still owned here.
    public Fd fd() {
        return fd;
    }

    /// Length in bytes, whole pages.
    public long size() {
        return size;
    }

    /// The identity of the dma-buf, equal for all its descriptors: two importers can tell by it
    /// that they have the same buffer.
    public FileId id() {
        return fd.id();
    }

    /// Names it for people who look at `/proc/PID/fdinfo` and `/proc/PID/maps`.
    ///
    /// @param name at most [#MAX_NAME] bytes of UTF-8
    public void name(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
            throw new IllegalArgumentException(
                    "the name of a dma-buf has at most " + MAX_NAME + " bytes: " + name);
        }
        try (Arena arena = Arena.ofConfined()) {
            int _ = DMA_BUF_SET_NAME.call(fd, arena.allocateFrom(name));
        }
    }

    /// Maps the whole dma-buf, as one linear segment.
    ///
    /// The mapping does not depend on this object: either may be closed first, and the pages stay
    /// pinned, and counted in the budget, until both are closed. System calls can only copy such
    /// memory: since Linux 6.11 calls that would refer to its pages, such as `vmsplice` and those
    /// with O_DIRECT, fail with EFAULT.
    public DmaBufMapping map(Mapping.Access access) {
        Mapping mapping = Mapping.of(fd, 0, size, access);
        pin.ifPresent(Budget.Share::retain);
        return new DmaBufMapping(mapping, pin);
    }

    /// Begins an access to the memory through a mapping: afterwards the CPU can read what devices
    /// wrote, and devices can read what the CPU writes once the result is closed. Where caches are
    /// coherent, as on x86, that takes a few microseconds.
    ///
    /// **Waits** without limit for fences that are not signalled, and any process with the dma-buf
    /// can attach one: call [#awaitReadable] or [#awaitWritable] first, and never call this method
    /// on a thread that must not block.
    public CpuAccess beginCpuAccess(Direction direction) {
        sync(DMA_BUF_SYNC_START | direction.bits);
        return new CpuAccess(this, direction);
    }

    void endCpuAccess(Direction direction) {
        sync(DMA_BUF_SYNC_END | direction.bits);
    }

    private void sync(long flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocate(DmaBufSync.SIZE, Long.BYTES);
            new DmaBufSync(flags).write(argument);
            while (true) {
                try {
                    int _ = DMA_BUF_IOCTL_SYNC.call(fd, argument);
                    return;
                } catch (LinuxException e) {
                    if (e.errno() != Errno.EAGAIN) {
                        throw e;
                    }
                }
            }
        }
    }

    /// Waits until no device writes to the dma-buf any more. The kernel keeps one such waiter for
    /// each dma-buf, so with several waiters a wake-up may come while the dma-buf is busy: then
    /// this method continues to wait.
    ///
    /// @return false if the limit was reached before
    public boolean awaitReadable(Duration limit) {
        return fd.awaitReadable(limit);
    }

    /// As [#awaitReadable], but until no device reads or writes it.
    public boolean awaitWritable(Duration limit) {
        return fd.awaitWritable(limit);
    }

    /// The fences that an access in `direction` has to wait for, as a descriptor. Since Linux 6.0.
    ///
    /// @return owned by the caller; signalled already if there are none
    public SyncFile exportSyncFile(Direction direction) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocate(SyncFileExchange.SIZE, Integer.BYTES);
            SyncFileExchange.writeExport(direction.bits, argument);
            int _ = DMA_BUF_IOCTL_EXPORT_SYNC_FILE.call(fd, argument);
            return new SyncFile(SyncFileExchange.takeExported(argument, "sync file of " + fd));
        }
    }

    /// Adds fences that other users have to wait for: readers and writers wait for those of a
    /// `WRITE`, writers for those of a `READ`. Since Linux 6.0.
    public void importSyncFile(SyncFile fences, Direction direction) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocate(SyncFileExchange.SIZE, Integer.BYTES);
            SyncFileExchange.writeImport(direction.bits, fences.fd(), argument);
            int _ = DMA_BUF_IOCTL_IMPORT_SYNC_FILE.call(fd, argument);
        }
    }

    /// A second, independently owned descriptor of the same dma-buf. It does not count in a budget.
    public DmaBuf duplicate() {
        return new DmaBuf(fd.dup(), size, Optional.empty());
    }

    /// Sends the dma-buf to the peer, which can then read and write it for as long as it likes;
    /// this object stays open. The descriptor comes with one byte, which receivers other than
    /// [#receive] can ignore.
    ///
    /// @throws LinuxException.Disconnected if the peer is gone
    /// @throws LinuxException EAGAIN if the socket has no room within the limit
    public void send(UnixSocket socket, Duration limit) {
        DmaBufMessage.send(fd, socket, limit);
    }

    /// Receives a dma-buf that [#send] sent.
    ///
    /// @return owned by the caller
    /// @throws WrongDescriptorException if the peer sent no descriptor, several, or one that is not
    ///   a dma-buf; all received descriptors are closed
    /// @throws LinuxException EAGAIN if nothing came within the limit
    /// @throws LinuxException.Disconnected if the peer is gone
    public static DmaBuf receive(UnixSocket socket, Duration limit) {
        return adopt(DmaBufMessage.receive(socket, limit));
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            fd.close();
            pin.ifPresent(Budget.Share::release);
        }
    }

    @Override
    public String toString() {
        return fd.toString();
    }
}
