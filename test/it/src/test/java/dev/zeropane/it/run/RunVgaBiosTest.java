// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a BIOS and a boot loader write is seen on the VGA that `zeropane run` gives a guest, as on
/// QEMU's own. No system is started.
@Tag("vm")
final class RunVgaBiosTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir private Path directory;

    @Test
    void biosAndBootLoader_areSeen_asOnQemusOwn() throws Exception {
        Toolbox.require();
        Path disk = BootSector.disk(directory.resolve("boot.img"));
        List<String> drive = List.of("-drive", "format=raw,snapshot=on,file=" + disk);
        List<String> card = List.of("-vga", "none", "-device", "bochs-display");
        List<String> same = new ArrayList<>(List.of("-M", "q35", "-m", "512M", "-nodefaults"));
        same.addAll(drive);
        QemuVersion version = QemuVersion.QEMU_11_1;
        try (Vm oracle = Vm.start(directory, version, Vm.MEMFD, drive, card);
                RunningVm ours =
                        RunningVm.start(directory, version, List.of("--device=vga"), same)) {
            Picture seen =
                    Await.until(
                            () -> "the same: " + oracle.screendump() + ", " + ours.picture(),
                            LIMIT,
                            () -> {
                                Optional<Picture> picture = ours.picture();
                                return picture.filter(BootSector::isOn).isPresent()
                                                && picture.equals(oracle.screendump())
                                        ? picture
                                        : Optional.empty();
                            });
            seen.write(SamePicture.PICTURES.resolve("run-vga-bios.png"));
        }
    }
}
