// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.Libc;
import java.nio.file.Path;
import java.util.Optional;

/// A memfd that others are given for reading, and that can be asked whether anybody still has it:
/// open, mapped, or on its way in a socket. As long as it is open here its memory is there, too.
///
/// A file may be leased for writing (man 2 F_SETLEASE) only while nobody else has it open. The
/// kernel counts those who opened it, not who made it: so it is opened anew, once to be kept here
/// and once for the others.
public final class LentFile implements AutoCloseable {
    private static final int F_SETLEASE = 1024;
    private static final int F_SETSIG = 10;
    private static final int F_WRLCK = 1;
    private static final int F_UNLCK = 2;

    /// Ignored by whoever does not ask for it; the usual one, SIGIO, would end the process if
    /// somebody opened the file in the moment that we have the lease.
    private static final int SIGURG = 23;

    private final Fd given;
    private final Optional<Fd> kept;

    private LentFile(Fd given, Optional<Fd> kept) {
        this.given = given;
        this.kept = kept;
    }

    /// Takes ownership of a memfd that nobody else has.
    public static LentFile of(Fd file) {
        Path self = Path.of("/proc/self/fd", Integer.toString(file.number()));
        try {
            Fd kept = Fd.open(self, Mapping.Access.READ_WRITE);
            try {
                int _ = Libc.fcntl(kept.number(), F_SETSIG, SIGURG);
                LentFile lent = new LentFile(Fd.open(self, Mapping.Access.READ), Optional.of(kept));
                file.close();
                return lent;
            } catch (RuntimeException | Error e) {
                kept.close();
                throw e;
            }
        } catch (LinuxException.NotFound | LinuxException.NotPermitted e) {
            // Without /proc it is only unknown who has it.
            return new LentFile(file, Optional.empty());
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /// What is given away, still owned here.
    public Fd fd() {
        return given;
    }

    /// It was given to all who are to have it.
    public void handedOver() {
        given.close();
    }

    /// Whether anybody else has it, once it was handed over. Where that cannot be known, it says
    /// no.
    public boolean isHeld() {
        if (kept.isEmpty()) {
            return false;
        }
        int result = Libc.fcntl(kept.get().number(), F_SETLEASE, F_WRLCK);
        if (result == 0) {
            int _ = Libc.fcntl(kept.get().number(), F_SETLEASE, F_UNLCK);
        }
        return result == -Errno.EAGAIN;
    }

    @Override
    public void close() {
        given.close();
        kept.ifPresent(Fd::close);
    }
}
