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
/// be opened a second time through `/proc/self/fd` nor read as a file, so [#map] is the way in.
///
/// Safe from any thread, but nothing may be called while or after another thread closes it. One
/// that is never closed keeps its pages until the process ends: there is no finalizer.
public final class DmaBuf implements AutoCloseable {
    /// What is done with the memory, and by whose fences a wait goes: reading waits for writers
    /// (`DMA_BUF_SYNC_READ`), writing for everybody (`DMA_BUF_SYNC_WRITE`).
    public enum Direction {
        READ(1),
        WRITE(2),
        READ_WRITE(3);

        private final int bits;

        Direction(int bits) {
            this.bits = bits;
        }
    }

    /// The most bytes of a name.
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

    /// Takes ownership of a descriptor that is a dma-buf; it is closed if it is none.
    ///
    /// @throws WrongDescriptorException if it is none
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

    /// Which dma-buf it is: equal for all its descriptors, however they came by. Two importers of
    /// one buffer find out by this.
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

    /// Maps all of it, as one linear segment.
    ///
    /// The mapping needs this object no more: it may be closed before, and the pages stay pinned,
    /// and counted in the budget, until both are. System calls read and write such memory by
    /// copying only: since Linux 6.11 `vmsplice`, O_DIRECT and others that would refer to its pages
    /// get EFAULT.
    public DmaBufMapping map(Mapping.Access access) {
        Mapping mapping = Mapping.of(fd, 0, size, access);
        pin.ifPresent(Budget.Share::hold);
        return new DmaBufMapping(mapping, pin);
    }

    /// Begins to access the memory through a mapping: what devices wrote is then there to read, and
    /// what is written is there for devices once the result is closed. Where caches are coherent,
    /// as on x86, that costs a few microseconds.
    ///
    /// **Waits** for fences that are not signalled, without limit, and whoever else has the dma-buf
    /// may have attached one: call [#awaitReadable] or [#awaitWritable] first, and never call this
    /// where others are waited for.
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

    /// Waits until no device writes to it any more. The kernel keeps one such waiter for each
    /// dma-buf, so with several a wake-up may find it busy: this then waits on.
    ///
    /// @return whether that is so within the time
    public boolean awaitReadable(Duration limit) {
        return fd.awaitReadable(limit);
    }

    /// As [#awaitReadable], until no device uses it at all.
    public boolean awaitWritable(Duration limit) {
        return fd.awaitWritable(limit);
    }

    /// The fences that whoever goes in `direction` has to wait for, as a descriptor. Linux 6.0.
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

    /// Adds fences that others have to wait for: readers and writers for those of a `WRITE`,
    /// writers for those of a `READ`. Linux 6.0.
    public void importSyncFile(SyncFile fences, Direction direction) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocate(SyncFileExchange.SIZE, Integer.BYTES);
            SyncFileExchange.writeImport(direction.bits, fences.fd(), argument);
            int _ = DMA_BUF_IOCTL_IMPORT_SYNC_FILE.call(fd, argument);
        }
    }

    /// A second, independently owned descriptor of the same dma-buf. It counts in no budget.
    public DmaBuf duplicate() {
        return new DmaBuf(fd.dup(), size, Optional.empty());
    }

    /// Sends it to whoever is at the other end, who can then read and write it for as long as it
    /// likes; this end stays open. With one byte, which the receiver of another kind may ignore.
    ///
    /// @throws LinuxException.Disconnected if nobody is there
    /// @throws LinuxException EAGAIN if the socket has no room within the time
    public void send(UnixSocket socket, Duration limit) {
        DmaBufMessage.send(fd, socket, limit);
    }

    /// Receives what [#send] sent.
    ///
    /// @return owned by the caller
    /// @throws WrongDescriptorException if the peer sent no descriptor, several, or one that is no
    ///   dma-buf; all that came are closed
    /// @throws LinuxException EAGAIN if nothing came within the time
    /// @throws LinuxException.Disconnected if the peer is gone
    public static DmaBuf receive(UnixSocket socket, Duration limit) {
        return adopt(DmaBufMessage.receive(socket, limit));
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            fd.close();
            pin.ifPresent(Budget.Share::letGo);
        }
    }

    @Override
    public String toString() {
        return fd.toString();
    }
}
