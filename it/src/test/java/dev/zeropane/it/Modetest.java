package dev.zeropane.it;

import dev.zeropane.testkit.Picture;

/// libdrm's modetest, which shows a test picture until its standard input ends.
final class Modetest {
    private Modetest() {}

    /// Has both machines show the test picture in a mode.
    static Picture assertSame(VmPair pair, int width, int height) {
        String mode = width + "x" + height;
        Picture picture =
                pair.assertSameAfter(
                        "modetest-" + mode,
                        () -> {
                            start(pair.oracle(), mode);
                            start(pair.ours(), mode);
                        });
        // Both: modetest ends with its input, and the console comes back.
        pair.run("killall sleep; wait");
        return picture;
    }

    private static void start(Vm vm, String mode) {
        String connector = vm.run("cat /sys/class/drm/card0-Virtual-1/connector_id");
        vm.run(
                "sleep 1000 | modetest -M virtio_gpu -s "
                        + connector
                        + ":"
                        + mode
                        + " >/tmp/out 2>&1 &");
    }
}
