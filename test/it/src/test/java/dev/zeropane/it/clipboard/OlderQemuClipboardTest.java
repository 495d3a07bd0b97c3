// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.clipboard;

import dev.zeropane.it.rig.QemuVersion;
import org.junit.jupiter.api.Tag;

/// All of [ClipboardTest] with the older QEMU.
@Tag("long")
final class OlderQemuClipboardTest extends ClipboardTest {
    @Override
    QemuVersion version() {
        return QemuVersion.QEMU_10_0;
    }
}
