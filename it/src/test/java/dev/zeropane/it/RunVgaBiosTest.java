package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a BIOS and a boot loader write is seen on the VGA that `zeropane run` gives a guest, as on
/// QEMU's own. No system is started.
@Tag("vm")
final class RunVgaBiosTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir private Path directory;

    private static Picture await(String whose, Supplier<Optional<Picture>> look) {
        return Await.until(
                () -> "the boot loader's line on " + whose + ": " + look.get(),
                LIMIT,
                () -> look.get().filter(BootSector::isOn));
    }

    @Test
    void biosAndBootLoader_areSeen_asOnQemusOwn() throws Exception {
        Toolbox.require();
        Path disk = BootSector.disk(directory.resolve("boot.img"));
        List<String> drive = List.of("-drive", "format=raw,file=" + disk);
        Picture right;
        try (Vm oracle =
                Vm.start(
                        directory,
                        QemuVersion.QEMU_11_1,
                        Vm.MEMFD,
                        drive,
                        List.of("-vga", "none", "-device", "bochs-display"))) {
            right = await("QEMU's own card", oracle::screendump);
        }
        List<String> same = new ArrayList<>(List.of("-M", "q35", "-m", "512M", "-nodefaults"));
        same.addAll(drive);
        try (RunningVm vm =
                RunningVm.start(directory, QemuVersion.QEMU_11_1, List.of("--device=vga"), same)) {
            Picture ours = await("ours", vm::picture);
            ours.write(SamePicture.PICTURES.resolve("run-vga-bios.png"));
            assertEquals(right, ours);
        }
    }
}
