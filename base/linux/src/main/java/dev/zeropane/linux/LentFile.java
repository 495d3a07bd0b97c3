// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.Libc;
import java.nio.file.Path;
import java.util.Optional;

/// A memfd that other processes receive for reading, and that can tell whether any of them still
/// has it: open, mapped, or in flight in a socket. Its memory exists at least as long as this
/// object is open.
///
/// A file may be leased for writing (man 2 F_SETLEASE) only while nobody else has it open. The
/// kernel does not count the descriptor that created a memfd, only those that opened it: so the
/// file is opened twice more, once for this object and once for the receivers.
public final class LentFile implements AutoCloseable {
    private static final int F_SETLEASE = 1024;
    private static final int F_SETSIG = 10;
    private static final int F_WRLCK = 1;
    private static final int F_UNLCK = 2;

    /// Its default action is to be ignored. The default for leases, SIGIO, would end the process if
    /// another process opened the file in the moment that we have the lease.
    private static final int SIGURG = 23;

    private final Fd shared;
    private final Optional<Fd> own;

    private LentFile(Fd shared, Optional<Fd> own) {
        this.shared = shared;
        this.own = own;
    }

    /// Takes ownership of a memfd that nobody else has.
    public static LentFile of(Fd file) {
        Path self = Path.of("/proc/self/fd", Integer.toString(file.number()));
        try {
            Fd own = Fd.open(self, Mapping.Access.READ_WRITE);
            try {
                int _ = Libc.fcntl(own.number(), F_SETSIG, SIGURG);
                LentFile lent = new LentFile(Fd.open(self, Mapping.Access.READ), Optional.of(own));
                file.close();
                return lent;
            } catch (RuntimeException | Error e) {
                own.close();
                throw e;
            }
        } catch (LinuxException.NotFound | LinuxException.NotPermitted e) {
            // Without /proc the file works, but [#isInUse] cannot tell who has it.
            return new LentFile(file, Optional.empty());
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /// The descriptor to send, still owned here.
    public Fd fd() {
        return shared;
    }

    /// Call this when all receivers have been sent the descriptor.
    public void finishHandover() {
        shared.close();
    }

    /// Whether another process has the file, once it was handed over; false if that cannot be found
    /// out.
    public boolean isInUse() {
        if (own.isEmpty()) {
            return false;
        }
        int result = Libc.fcntl(own.get().number(), F_SETLEASE, F_WRLCK);
        if (result == 0) {
            int _ = Libc.fcntl(own.get().number(), F_SETLEASE, F_UNLCK);
        }
        return result == -Errno.EAGAIN;
    }

    @Override
    public void close() {
        shared.close();
        own.ifPresent(Fd::close);
    }
}
