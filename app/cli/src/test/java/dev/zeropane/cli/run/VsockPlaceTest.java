// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.service.CloseStack;
import dev.zeropane.vsock.VsockOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VsockPlaceTest {
    @TempDir private Path folder;

    @Test
    void runtimeFolder_isTakenUnlessSocketsInItWereTooLong() throws IOException {
        CloseStack started = new CloseStack();
        try {
            assertEquals(folder, VsockPlace.directory(Optional.of(folder), started));
            int room = 90 - folder.toString().length() - 1;
            Path deep = Files.createDirectory(folder.resolve("x".repeat(room)));
            Path other = VsockPlace.directory(Optional.of(deep), started);
            assertNotEquals(deep, other);
            assertTrue(VsockOptions.fits(other.resolve("zeropane-vsock-1002")), other::toString);
        } finally {
            started.close();
        }
    }
}
