// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static dev.zeropane.builtinguest.VhostUser.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.UnixSocket;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Message order and bytes. Bytes are as on a little-endian host.
final class VmmTest {
    private static final long FEATURES =
            1L << VIRTIO_F_VERSION_1
                    | 1L << VIRTIO_F_EVENT_IDX
                    | 1L << VIRTIO_F_INDIRECT_DESC
                    | 1L << VHOST_USER_F_PROTOCOL_FEATURES;
    private static final long CONFIG = 1L << VHOST_USER_PROTOCOL_F_CONFIG;
    private static final long ALL =
            CONFIG
                    | 1L << VHOST_USER_PROTOCOL_F_MQ
                    | 1L << VHOST_USER_PROTOCOL_F_REPLY_ACK
                    | 1L << VHOST_USER_PROTOCOL_F_RESET_DEVICE
                    | 1L << VHOST_USER_PROTOCOL_F_CONFIGURE_MEM_SLOTS;

    private static List<TinyBackend.Noted> noted(
            VmmOptions options, long protocolFeatures, Consumer<Vmm> actions) {
        List<UnixSocket> pair = UnixSocket.pair("vhost-user");
        TinyBackend backend = new TinyBackend(pair.get(1), FEATURES, protocolFeatures);
        Thread thread = Thread.ofPlatform().start(backend);
        try (Vmm vmm = Vmm.over(pair.get(0), options)) {
            actions.accept(vmm);
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        pair.get(1).close();
        return backend.noted;
    }

    private static String brief(List<TinyBackend.Noted> noted) {
        return noted.stream().map(TinyBackend.Noted::brief).collect(Collectors.joining(" "));
    }

    @Test
    void realizeAndStart_deviceOffersEverything_qemusOrder() {
        VmmOptions options = VmmOptions.defaults().withTwoRegions(true);
        String order =
                brief(
                        noted(
                                options,
                                ALL,
                                vmm -> {
                                    vmm.realize();
                                    vmm.start();
                                }));
        assertEquals(
                "1 15 16 17 36 3 1 13+1 14+1 13+1 14+1"
                        + " 33+1 13+1 13+1 2 37!+1 37!+1"
                        + " 8 10 9 12+1 8 10 9 12+1 18! 18! 13+1 13+1",
                order);
    }

    @Test
    void realizeAndStart_configOnly_memTableAndBarriers() {
        VmmOptions options = VmmOptions.defaults().withTwoRegions(true);
        String order =
                brief(
                        noted(
                                options,
                                CONFIG,
                                vmm -> {
                                    vmm.realize();
                                    vmm.start();
                                }));
        assertEquals(
                "1 15 16 3 1 13+1 14+1 13+1 14+1"
                        + " 33+1 13+1 13+1 2 5+2"
                        + " 8 10 9 12+1 8 10 9 12+1 18 1 18 1 13+1 13+1",
                order);
    }

    @Test
    void start_ofWhatIsNoGpu_handsOverNoDisplaySocket() {
        VmmOptions options = VmmOptions.defaults().withGpuSocket(false);
        String order =
                brief(
                        noted(
                                options,
                                ALL,
                                vmm -> {
                                    vmm.realize();
                                    vmm.start();
                                }));
        assertTrue(order.contains(" 13+1 14+1 13+1 13+1 2 37!+1"), order);
    }

    @Test
    void stopAndStart_resumesAtTheDevicesIndexWithoutMemory() {
        List<TinyBackend.Noted> noted =
                noted(
                        VmmOptions.defaults(),
                        ALL,
                        vmm -> {
                            vmm.realize();
                            vmm.start();
                            vmm.stop();
                            vmm.start();
                        });
        assertTrue(brief(noted).contains("18! 18! 11 11 13+1 13+1 33+1 13+1 13+1 2 8 10 9 12+1"));
        assertEquals(
                "0000000009000000",
                noted.stream().filter(n -> n.id() == 10).toList().get(2).payload());
    }

    @Test
    void messages_bytes() {
        List<TinyBackend.Noted> noted =
                noted(
                        VmmOptions.defaults(),
                        ALL,
                        vmm -> {
                            vmm.setVringAddr(1, 0x11, 0x22, 0x33);
                            vmm.setVringKick(1, vmm.queue(1).kickFd().fd());
                            vmm.addMemReg(new GuestRam.Region(1, 2, 3, 4), vmm.ram().file());
                            vmm.setMemTable(
                                    List.of(new GuestRam.Region(1, 2, 3, 4)),
                                    List.of(vmm.ram().file()));
                            assertEquals(9, vmm.getVringBase(1));
                            assertArrayEquals(new byte[] {1, 0}, vmm.getConfig(4, 2));
                        });
        String region =
                "0100000000000000" + "0200000000000000" + "0300000000000000" + "0400000000000000";
        assertEquals(
                "0100000000000000"
                        + "1100000000000000"
                        + "3300000000000000"
                        + "2200000000000000"
                        + "0000000000000000",
                noted.get(0).payload());
        assertEquals("0100000000000000", noted.get(1).payload());
        assertEquals("0000000000000000" + region, noted.get(2).payload());
        assertEquals("0100000000000000" + region, noted.get(3).payload());
        assertEquals("0100000000000000", noted.get(4).payload());
        assertEquals("0400000002000000000000000000", noted.get(5).payload());
    }

    @Test
    void realize_withoutConfig_refuses() {
        noted(VmmOptions.defaults(), 0, vmm -> assertThrows(FrontendException.class, vmm::realize));
    }
}
