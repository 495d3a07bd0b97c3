// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A device that cannot be opened: each reason has its own remedy.
final class DeviceRefusalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2  | NO_DEVICE        | does not exist                     | CONFIG_UDMABUF=y
                    19 | NO_DEVICE        | does not exist                     | --device /
                    13 | NO_PERMISSION    | may not be opened by this user (it belongs to root:root) | udev rule
                    1  | DEVICE_FORBIDDEN | device cgroup or sandbox           | DeviceAllow=/
                    24 | DEVICE_FAILED    | EMFILE (too many open files        | error number
                    5  | DEVICE_FAILED    | errno 5                            | error number
                    """)
    void of_eachErrno_itsOwnRemedy(int errno, Kind kind, String reason, String remedy) {
        Path device = Path.of("/");
        ExportRefusal refusal =
                DeviceRefusal.of(device, LinuxException.of("open", device.toString(), errno));
        assertEquals(kind, refusal.kind());
        assertTrue(refusal.reason().contains(reason), refusal.reason());
        assertTrue(refusal.reason().contains("/"), refusal.reason());
        assertTrue(refusal.remedy().contains(remedy), refusal.remedy());
        assertEquals(kind.name(), refusal.kind().id().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Test
    void of_deviceWhoseOwnerCannotBeRead_saysNothingOfIt() {
        Path device = Path.of("/nowhere/udmabuf");
        ExportRefusal refusal =
                DeviceRefusal.of(
                        device, LinuxException.of("open", device.toString(), Errno.EACCES));
        assertEquals(device + " may not be opened by this user", refusal.reason());
    }

    @Test
    void open_noDevice_refusedAndNothingOpen() {
        ExportRefusedException e =
                assertThrows(
                        ExportRefusedException.class,
                        () -> Udmabuf.open(Path.of("/dev/no-udmabuf")));
        assertEquals(Kind.NO_DEVICE, e.refusal().kind());
        assertEquals("no dma-buf: " + e.refusal(), e.getMessage());
    }
}
