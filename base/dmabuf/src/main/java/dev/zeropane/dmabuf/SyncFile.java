// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.LinuxException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/// Fences of devices as a descriptor (`<linux/sync_file.h>`): something to wait for. Owns its
/// descriptor. Safe from any thread, but not while or after another closes it.
///
/// ```
/// struct sync_file_info (56 bytes):  0 name[32]   32 s32 status   36 u32 flags   40 u32 num_fences   48 u64 infos
/// struct sync_merge_data (48 bytes): 0 name[32]   32 s32 fd2   36 s32 fence   40 u32 flags
/// ```
public final class SyncFile implements AutoCloseable {
    private static final long INFO_SIZE = 56;
    private static final long MERGE_SIZE = 48;
    private static final int NAME_SIZE = 32;
    private static final Ioctl SYNC_IOC_MERGE =
            Ioctl.readWrite("SYNC_IOC_MERGE", '>', 3, MERGE_SIZE);
    private static final Ioctl SYNC_IOC_FILE_INFO =
            Ioctl.readWrite("SYNC_IOC_FILE_INFO", '>', 4, INFO_SIZE);

    /// How far its fences are.
    public enum Status {
        /// At least one is not signalled.
        ACTIVE,
        SIGNALED,
        /// A device gave up.
        ERROR
    }

    private final Fd fd;

    SyncFile(Fd fd) {
        this.fd = fd;
    }

    /// Takes ownership of a descriptor that is a sync file; it is closed if it is none.
    ///
    /// @throws WrongDescriptorException if it is none
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
        try (Arena arena = Arena.ofConfined()) {
            int status = info(arena).get(ValueLayout.JAVA_INT, 32);
            return status == 0 ? Status.ACTIVE : status > 0 ? Status.SIGNALED : Status.ERROR;
        }
    }

    /// How many fences it stands for.
    public int fences() {
        try (Arena arena = Arena.ofConfined()) {
            return info(arena).get(ValueLayout.JAVA_INT, 40);
        }
    }

    private MemorySegment info(Arena arena) {
        MemorySegment info = arena.allocate(INFO_SIZE, Long.BYTES);
        int _ = SYNC_IOC_FILE_INFO.call(fd, info);
        return info;
    }

    /// Waits until all its fences are signalled.
    ///
    /// @return whether they are within the time
    public boolean await(Duration limit) {
        return fd.awaitReadable(limit);
    }

    /// A sync file for the fences of both.
    ///
    /// @param name for people who debug; what is longer than 31 bytes is cut off
    /// @return owned by the caller
    public SyncFile merge(SyncFile other, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment merge = arena.allocate(MERGE_SIZE, Long.BYTES);
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            byte[] fitting = Arrays.copyOf(bytes, Math.min(bytes.length, NAME_SIZE - 1));
            MemorySegment.copy(fitting, 0, merge, ValueLayout.JAVA_BYTE, 0, fitting.length);
            Ioctl.putFd(merge, 32, other.fd);
            int _ = SYNC_IOC_MERGE.call(fd, merge);
            return new SyncFile(Ioctl.takeFd(merge, 36, "sync file \"" + name + '"'));
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
