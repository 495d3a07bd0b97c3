// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import dev.zeropane.it.rig.Modetest;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.it.rig.VmPair;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.Rounds;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/// What can happen to a guest while one `zeropane gpu` serves on, again and again: what it shows
/// stays right, and nothing is left behind. The oracle just stays up: a word on an empty screen
/// looks the same before and after.
@MethodSource("dev.zeropane.it.rig.Setup#oneGpu")
final class LifecycleTest extends PairTest {
    private static final int ROUNDS = Rounds.of(3, 20);
    private static final int PAUSES = Rounds.of(100, 1000);
    private static final Duration TO_NOTICE = Duration.ofSeconds(20);

    /// From nothing at all to a driver that draws, as far as this goes by chance.
    private static final Duration MOST_OF_A_BOOT = Duration.ofSeconds(4);

    private static final String DRIVER = "/sys/bus/virtio/drivers/virtio_gpu/";

    private final RandomGenerator random = RandomGenerator.getDefault();
    private ProcessUsage before;

    @Override
    VmPair start() {
        VmPair pair = VmPair.linux(setup, "");
        pair.assertSameWord("before");
        unbind(pair.ours());
        before = usage(pair);
        bind(pair.ours());
        return pair;
    }

    private static void unbind(Vm guest) {
        guest.run("cd " + DRIVER + " && echo virtio* > /tmp/device && cat /tmp/device > unbind");
    }

    private static void bind(Vm guest) {
        guest.run("cat /tmp/device > " + DRIVER + "bind");
    }

    private static ProcessUsage usage(VmPair pair) {
        return ProcessUsage.of(pair.server().process().pid());
    }

    /// Counted while the driver is away, as how many pieces a guest's picture is in is up to the
    /// guest.
    @AfterEach
    void nothingLeftBehind() {
        if (pair() != null) {
            unbind(pair().ours());
            Await.untilTrue(
                    () -> "what was held before, " + before + "; now " + usage(pair()),
                    TO_NOTICE,
                    () -> isAsBefore(usage(pair())));
            bind(pair().ours());
        }
    }

    private boolean isAsBefore(ProcessUsage now) {
        // Fewer is fine: the picture of before may have been on its way to a file. One mapping left
        // each round would be more.
        return now.descriptors() <= before.descriptors()
                && now.mappings() < before.mappings() + ROUNDS;
    }

    @Test
    @Order(1)
    void driverUnbindAndBind() {
        for (int i = 0; i < ROUNDS; i++) {
            unbind(pair().ours());
            bind(pair().ours());
        }
        pair().assertSameWord("after-bind");
    }

    @Test
    @Order(2)
    void stopAndCont_whileDrawing() {
        Modetest.flip(pair().ours(), "1024x768");
        for (int i = 0; i < PAUSES; i++) {
            pair().ours().qmp().execute("stop", Map.of());
            pair().ours().qmp().execute("cont", Map.of());
        }
        Modetest.awaitFlips(pair().ours(), 1);
        Modetest.end(pair().ours());
        pair().assertSameWord("after-cont");
    }

    @Test
    @Order(3)
    void systemReset() {
        for (int i = 1; i < ROUNDS; i++) {
            pair().ours().reset();
            anyMoment();
        }
        pair().ours().reset();
        pair().ours().awaitLinux();
        pair().assertSameWord("after-reset");
    }

    @Test
    @Order(4)
    void guestReboot() {
        pair().ours().serial().forget();
        pair().ours().serial().send("reboot -f");
        pair().ours().awaitLinux();
        pair().assertSameWord("after-reboot");
    }

    @Test
    @Order(5)
    void nextVmm() {
        for (int i = 0; i < ROUNDS; i++) {
            int lines = pair().server().process().err().lines().size();
            pair().replaceOurs(Vm.linux(""));
            pair().server().process().err().await("the VMM is gone", lines, TO_NOTICE);
            if (i < ROUNDS - 1) {
                anyMoment();
            }
        }
        pair().ours().awaitLinux();
        pair().assertSameWord("next-vmm");
    }

    /// Not to wait for anything: to be wherever the guest happens to be. Often right at the start.
    private void anyMoment() {
        double part = random.nextDouble();
        LockSupport.parkNanos((long) (part * part * MOST_OF_A_BOOT.toNanos()));
    }
}
