// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.attack;

import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.gpu.attack.ShownScreens;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.service.GpuService;
import dev.zeropane.service.GpuSettings;
import dev.zeropane.service.ServedVmms;
import dev.zeropane.service.VmmPictures;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.attack.Target;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The device as `zeropane gpu` runs it, in this process, with a display whose screens are looked
/// at, and the VMM's.
final class AttackedService implements Target, AutoCloseable {
    private final ShownScreens screens = new ShownScreens(OUTPUTS);
    private final Path directory;
    private final GpuService service;

    AttackedService(VmmPictures pictures) {
        try {
            directory = Files.createTempDirectory("attacked");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        service =
                GpuService.listen(
                        UnixServerSocket.listen(socket()),
                        GpuSettings.builder()
                                .outputs(OUTPUTS)
                                .displays(List.of(screens))
                                .vmm(Optional.of(pictures))
                                .build(),
                        ServedVmms.oneAfterAnother());
    }

    private Path socket() {
        return directory.resolve("s");
    }

    @Override
    public TestVmm connect(VmmOptions options) {
        return TestVmm.connect(socket(), options);
    }

    /// One that has sent nothing.
    TestVmm connectOnly() {
        return TestVmm.connectOnly(socket(), VmmOptions.defaults());
    }

    @Override
    public Optional<Picture> picture(int screen) {
        return screens.picture(screen);
    }

    @Override
    public void close() {
        service.close();
        try {
            Files.deleteIfExists(socket());
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
