// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.zeropane.dmabuf.DmaBuf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Cards recognise a dma-buf, by whatever descriptor it comes, and give it back.
@Tag("kernel")
final class ImportTest {
    @ParameterizedTest
    @MethodSource("dev.zeropane.it.drm.Cards#importers")
    void sameBuffer_importedTwice_hasOneHandle(String driver) {
        try (DmaBuf buffer = Buffers.scattered();
                DmaBuf same = buffer.duplicate();
                DmaBuf other = Buffers.scattered();
                DrmDevice card = DrmDevice.open(driver)) {
            int handle = card.importBuffer(buffer);
            assertEquals(handle, card.importBuffer(buffer));
            assertEquals(handle, card.importBuffer(same));
            assertNotEquals(handle, card.importBuffer(other));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.zeropane.it.drm.Cards#importers")
    void handle_exported_isTheSameBuffer(String driver) {
        try (DmaBuf buffer = Buffers.scattered();
                DrmDevice card = DrmDevice.open(driver);
                DmaBuf back = card.exportBuffer(card.importBuffer(buffer))) {
            assertEquals(buffer.id(), back.id());
            assertEquals(buffer.size(), back.size());
        }
    }

    /// An importer holds the pages itself.
    @ParameterizedTest
    @MethodSource("dev.zeropane.it.drm.Cards#importers")
    void buffer_closedAfterImport_isStillThere(String driver) {
        try (DrmDevice card = DrmDevice.open(driver)) {
            int handle;
            try (DmaBuf buffer = Buffers.scattered()) {
                handle = card.importBuffer(buffer);
                Buffers.fill(buffer, (byte) 7);
            }
            try (DmaBuf back = card.exportBuffer(handle)) {
                Buffers.assertFilled(back, (byte) 7);
            }
            card.closeBuffer(handle);
        }
    }
}
