// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LinuxExceptionTest {
    private static LinuxException of(int errno) {
        return LinuxException.of("ioctl(UDMABUF_CREATE)", "memfd \"ram\"", errno);
    }

    @Test
    void message_knownErrno_operationObjectAndName() {
        assertEquals(
                "ioctl(UDMABUF_CREATE) on memfd \"ram\": EINVAL (invalid argument)",
                of(Errno.EINVAL).getMessage());
        assertEquals(Errno.EINVAL, of(Errno.EINVAL).errno());
    }

    @Test
    void message_unknownErrno_keepsNumber() {
        assertEquals("ioctl(UDMABUF_CREATE) on memfd \"ram\": errno 999", of(999).getMessage());
        assertEquals(LinuxException.class, of(999).getClass());
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EPERM, Errno.EACCES})
    void of_rights_notPermitted(int errno) {
        assertInstanceOf(LinuxException.NotPermitted.class, of(errno));
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.ENOENT, Errno.ENODEV, Errno.ENOTDIR})
    void of_missing_notFound(int errno) {
        assertInstanceOf(LinuxException.NotFound.class, of(errno));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {Errno.ENOMEM, Errno.EMFILE, Errno.ENFILE, Errno.ENOSPC, Errno.ETOOMANYREFS})
    void of_limits_limitReached(int errno) {
        assertInstanceOf(LinuxException.LimitReached.class, of(errno));
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EPIPE, Errno.ECONNRESET, Errno.ENOTCONN, Errno.ECONNREFUSED})
    void of_peerGone_disconnected(int errno) {
        assertInstanceOf(LinuxException.Disconnected.class, of(errno));
    }
}
