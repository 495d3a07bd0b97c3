package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What can happen to a guest while one `zeropane gpu` serves on. The oracle just stays up: a word
/// on an empty screen looks the same before and after.
@Tag("vm")
@ParameterizedClass
@EnumSource
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class LifecycleTest {
    private static final Duration TO_NOTICE = Duration.ofSeconds(20);
    private static final String DRIVER = "/sys/bus/virtio/drivers/virtio_gpu/";

    @Parameter QemuVersion version;

    private VmPair pair;

    /// Not once before all: reports lose what is skipped or fails there.
    @BeforeEach
    void boot() {
        if (pair == null) {
            pair = VmPair.linux(version, VmPair.Cards.GPU, "");
            pair.assertSameWord("before");
        }
    }

    @AfterParameterizedClassInvocation
    void close() {
        if (pair != null) {
            pair.close();
            pair = null; // the next QEMU's tests run in this same object
        }
    }

    @AfterEach
    void serverLives() {
        if (pair != null) {
            assertTrue(pair.server().process().isAlive(), pair.server().process().err().text());
        }
    }

    @Test
    @Order(1)
    void driverUnbindAndBind() {
        String device = pair.ours().run("cd " + DRIVER + " && echo virtio*");
        pair.ours().run("echo " + device + " > " + DRIVER + "unbind");
        pair.ours().run("echo " + device + " > " + DRIVER + "bind");
        pair.assertSameWord("after-bind");
    }

    @Test
    @Order(2)
    void systemReset() {
        pair.ours().serial().forget();
        pair.ours().qmp().execute("system_reset", Map.of());
        pair.ours().awaitLinux();
        pair.assertSameWord("after-reset");
    }

    @Test
    @Order(3)
    void guestReboot() {
        pair.ours().serial().forget();
        pair.ours().serial().send("reboot -f");
        pair.ours().awaitLinux();
        pair.assertSameWord("after-reboot");
    }

    @Test
    @Order(4)
    void nextVmm() {
        int lines = pair.server().process().err().lines().size();
        pair.replaceOurs(Vm.linux(""));
        pair.server().process().err().await("the VMM is gone", lines, TO_NOTICE);
        pair.ours().awaitLinux();
        pair.assertSameWord("next-vmm");
    }
}
