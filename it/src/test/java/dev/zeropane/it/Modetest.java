package dev.zeropane.it;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import java.time.Duration;

/// libdrm's modetest, which draws until its standard input ends.
final class Modetest {
    private static final Duration TO_FLIP = Duration.ofMinutes(2);

    /// It prints a line with the frequency for every 60 flips.
    private static final int FLIPS_A_LINE = 60;

    private Modetest() {}

    /// Has both machines show the test picture in a mode.
    static Picture assertSame(VmPair pair, int width, int height) {
        String mode = width + "x" + height;
        Picture picture =
                pair.assertSameAfter(
                        "modetest-" + mode,
                        () -> {
                            start(pair.oracle(), show(pair.oracle(), 1, mode));
                            start(pair.ours(), show(pair.ours(), 1, mode));
                        });
        end(pair.oracle());
        end(pair.ours());
        return picture;
    }

    /// Its argument to show the test picture on one of the card's outputs, the first of which is 1.
    static String show(Vm vm, int output, String mode) {
        String connector =
                vm.run("cat /sys/class/drm/card0-Virtual-%d/connector_id".formatted(output));
        return " -s " + connector + ":" + mode;
    }

    /// Has it flip between two pictures as fast as it can.
    static void flip(Vm vm, String mode) {
        start(vm, " -v" + show(vm, 1, mode));
    }

    /// Starts it with these arguments.
    static void start(Vm vm, String arguments) {
        vm.run("sleep 1000 | modetest -M virtio_gpu" + arguments + " >/tmp/out 2>&1 &");
    }

    /// How often it has flipped so far.
    static int flips(Vm vm) {
        return FLIPS_A_LINE * Integer.parseInt(vm.run("grep -c freq /tmp/out || true"));
    }

    /// Waits until it has flipped so many times more.
    static void awaitFlips(Vm vm, int more) {
        int before = flips(vm);
        Await.untilTrue(
                () -> more + " flips more than " + before + ":\n" + vm.run("tail /tmp/out"),
                TO_FLIP,
                () -> flips(vm) >= before + more);
    }

    /// Ends it: it reads the end of its input, and the console comes back.
    static void end(Vm vm) {
        vm.run("killall sleep; wait");
    }
}
