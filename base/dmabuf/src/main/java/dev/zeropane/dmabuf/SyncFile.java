// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.dmabuf.protocol.SyncFileInfo;
import dev.zeropane.dmabuf.protocol.SyncMerge;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.LinuxException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// Fences of devices as a descriptor to wait for (`<linux/sync_file.h>`), which this object owns.
/// Safe from any thread, but not while or after another thread closes it.
public final class SyncFile implements AutoCloseable {
    private static final Ioctl SYNC_IOC_MERGE =
            Ioctl.readWrite("SYNC_IOC_MERGE", '>', 3, SyncMerge.SIZE);
    private static final Ioctl SYNC_IOC_FILE_INFO =
            Ioctl.readWrite("SYNC_IOC_FILE_INFO", '>', 4, SyncFileInfo.SIZE);

    /// The state of the fences.
    public enum Status {
        /// At least one is not signalled.
        ACTIVE,
        SIGNALED,
        /// A device signalled an error.
        ERROR
    }

    private final Fd fd;

    SyncFile(Fd fd) {
        this.fd = fd;
    }

    /// Takes ownership of a descriptor that should be a sync file, and closes it if it is not.
    ///
    /// @throws WrongDescriptorException if it is not a sync file
    public static SyncFile adopt(Fd fd) {
        SyncFile file = new SyncFile(fd);
        try {
            Status _ = file.status();
            return file;
        } catch (LinuxException e) {
            fd.close();
            if (e.errno() == Errno.ENOTTY || e.errno() == Errno.EINVAL) {
                throw new WrongDescriptorException(fd + " is no sync file");
            }
            throw e;
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }

    /// The descriptor, still owned here.
    public Fd fd() {
        return fd;
    }

    public Status status() {
        int status = info().status();
        return status == 0 ? Status.ACTIVE : status > 0 ? Status.SIGNALED : Status.ERROR;
    }

    /// The number of its fences.
    public int fences() {
        return info().fences();
    }

    private SyncFileInfo info() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SyncFileInfo.SIZE, Long.BYTES);
            int _ = SYNC_IOC_FILE_INFO.call(fd, info);
            return SyncFileInfo.read(info);
        }
    }

    /// Waits until all its fences are signalled.
    ///
    /// @return whether they were signalled within the limit
    public boolean await(Duration limit) {
        return fd.awaitReadable(limit);
    }

    /// Makes a sync file of the fences of both.
    ///
    /// @param name for people who debug, cut off after 31 bytes
    /// @return owned by the caller
    public SyncFile merge(SyncFile other, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment merge = arena.allocate(SyncMerge.SIZE, Long.BYTES);
            new SyncMerge(name, other.fd).write(merge);
            int _ = SYNC_IOC_MERGE.call(fd, merge);
            return new SyncFile(SyncMerge.takeMerged(merge, "sync file \"" + name + '"'));
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
