// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Mode;
import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.display.clipboard.SharedClipboard;
import dev.zeropane.it.rig.GpuServer;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.qemu.monitor.QemuLink;
import dev.zeropane.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What [QemuLink] says to real QEMUs and hears of them, by one connection.
@Tag("vm")
final class QemuLinkTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int RESIZES = 50;
    private static final long BETWEEN_NANOS = 5_000_000_000L / RESIZES;
    private static final String HELLO = "gr\u00fc\u00df dich \uD83D\uDC4B";

    @TempDir Path directory;

    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final SharedClipboard clipboard = new SharedClipboard();
    private final Semaphore copies = new Semaphore(0);
    private QemuLink link;
    private Vm guest;
    private ClipboardAgent agent;

    @BeforeEach
    void toolbox() {
        Toolbox.require();
    }

    @ParameterizedTest
    @EnumSource
    void sizesAndClipboard(QemuVersion version) throws Exception {
        Path monitor = directory.resolve("monitor");
        try (GpuServer server = new GpuServer(directory);
                QemuLink opened = QemuLink.listen(monitor, true, problems::add);
                Clipboard.Following _ = clipboard.follow(new Copies());
                Vm started =
                        Vm.start(
                                directory,
                                version,
                                Vm.MEMFD,
                                Vm.served("vhost-user-gpu-pci", server.socket()),
                                Vm.linux(""),
                                // The last -display counts.
                                List.of(
                                        "-display",
                                        "dbus,p2p=yes",
                                        "-chardev",
                                        "socket,id=sizes,path=" + monitor,
                                        "-qmp",
                                        "chardev:sizes",
                                        "-chardev",
                                        "qemu-vdagent,id=agent,clipboard=on,mouse=off",
                                        "-device",
                                        "virtio-serial-pci",
                                        "-device",
                                        "virtserialport,chardev=agent,name=com.redhat.spice.0"))) {
            link = opened;
            guest = started;
            agent = new ClipboardAgent(guest);
            link.share(clipboard, problems::add);
            guest.awaitLinux();
            guestEndsAtTheLastSize();
            clipboard_hostsText_reachesAnAgentThatComesLater();
            clipboard_guestsText_isFetched();
            guestEndsAt(1280, 800);
            assertEquals(List.of(), List.copyOf(problems));
        }
    }

    private final class Copies implements Clipboard.Follower {
        @Override
        public void guestCopied(Selection selection) {
            copies.release();
        }

        @Override
        public void guestReleased(Selection selection) {}
    }

    /// 50 resizes in 5 seconds, as when somebody drags a corner.
    private void guestEndsAtTheLastSize() {
        RandomGenerator random = RandomGenerator.getDefault();
        for (int i = 0; i < RESIZES; i++) {
            link.sizes().wish(0, new Mode(random.nextInt(320, 2000), random.nextInt(200, 1200)));
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
        guestEndsAt(1024, 600);
    }

    private void guestEndsAt(int width, int height) {
        link.sizes().wish(0, new Mode(width, height));
        String wanted = width + "x" + height;
        String look = "head -n 1 /sys/class/drm/card0-Virtual-1/modes";
        Await.untilTrue(
                () -> "the guest to prefer " + wanted + ", not " + guest.run(look),
                LIMIT,
                () -> guest.run(look).equals(wanted));
    }

    private void clipboard_hostsText_reachesAnAgentThatComesLater() {
        clipboard.copy(Selection.CLIPBOARD, ClipboardText.of("nobody hears it").orElseThrow());
        clipboard.copy(Selection.CLIPBOARD, ClipboardText.of(HELLO).orElseThrow());
        agent.start();
        // Selection, number, and the only kind, which is text.
        assertEquals(
                "00000000" + "00000000" + "01000000",
                agent.await(ClipboardAgent.CLIPBOARD_GRAB).data());
        agent.paste();
        assertEquals(HELLO, agent.await(ClipboardAgent.CLIPBOARD).text());
    }

    private void clipboard_guestsText_isFetched() throws Exception {
        agent.copy(1);
        awaitCopy();
        CompletableFuture<Optional<ClipboardText>> fetched = fetch();
        agent.await(ClipboardAgent.CLIPBOARD_REQUEST);
        agent.give(HELLO);
        assertEquals(ClipboardText.of(HELLO), fetched.get(1, TimeUnit.MINUTES));
    }

    private void awaitCopy() throws InterruptedException {
        assertTrue(copies.tryAcquire(1, TimeUnit.MINUTES), "the guest's copy is not heard of");
        int _ = copies.drainPermits();
    }

    private CompletableFuture<Optional<ClipboardText>> fetch() {
        CompletableFuture<Optional<ClipboardText>> fetched = new CompletableFuture<>();
        clipboard.fetch(Selection.CLIPBOARD, fetched::complete);
        return fetched;
    }
}
