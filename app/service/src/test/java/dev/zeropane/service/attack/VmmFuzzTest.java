// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.attack;

import static dev.zeropane.builtinguest.VhostUser.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.service.VmmPictures;
import dev.zeropane.testkit.Rounds;
import dev.zeropane.testkit.attack.LiveHeap;
import dev.zeropane.testkit.attack.Messages;
import dev.zeropane.testkit.attack.Seed;
import dev.zeropane.testkit.attack.ServeCheck;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A VMM that sends whatever comes: messages that are nearly right, with descriptors of all kinds,
/// to a fresh connection or to a machine that runs.
@Tag("hostile")
final class VmmFuzzTest {
    private static final int CONNECTIONS = Rounds.of(300, 10_000);

    private static final int MESSAGES = 40;

    private static final long USER = 1L << 40;

    private final Random random = Seed.random("VmmFuzzTest");

    private final List<Fd> kinds = new ArrayList<>();

    @BeforeEach
    void open() {
        Fd sealed = Memfd.create("fuzz", 1 << 20);
        sealed.addSeals(Seals.FIXED_SIZE);
        kinds.add(sealed);
        kinds.add(Memfd.create("fuzz", 1 << 20));
        kinds.add(EventFd.create("fuzz").fd());
        UnixSocket.pair("fuzz").forEach(socket -> kinds.add(socket.fd()));
    }

    @AfterEach
    void close() {
        kinds.forEach(Fd::close);
    }

    @Test
    void fuzz() {
        try (AttackedService service = new AttackedService(VmmPictures.PIXELS)) {
            fuzz(service);
            try (TestVmm next = service.connect(VmmOptions.defaults())) {
                new ServeCheck(service).assertServesChanges(next, new GpuDriver(next));
            }
        }
        LiveHeap.assertLittle();
    }

    private void fuzz(AttackedService service) {
        int closed = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            boolean machine = random.nextBoolean();
            try (TestVmm vmm =
                    machine ? service.connect(VmmOptions.defaults()) : service.connectOnly()) {
                if (!machine && random.nextBoolean()) {
                    vmm.realize();
                }
                for (int n = random.nextInt(MESSAGES); n > 0; n--) {
                    send(vmm);
                    vmm.queue(random.nextInt(2)).kickAlways();
                }
            } catch (FrontendException.Closed | LinuxException.Disconnected e) {
                closed++;
            }
        }
        // Neither all of them nor none: it does send both kinds.
        assertTrue(closed > 0 && closed < CONNECTIONS, closed + " of " + CONNECTIONS);
    }

    private void send(TestVmm vmm) {
        int request = random.nextInt(10) == 0 ? random.nextInt(60) : 1 + random.nextInt(38);
        int flags =
                switch (random.nextInt(20)) {
                    case 0 -> random.nextInt(16);
                    case 1, 2, 3 -> VERSION | NEED_REPLY;
                    default -> VERSION;
                };
        vmm.send(request, flags, payload(request), descriptors(request));
    }

    private byte[] payload(int request) {
        if (random.nextInt(10) == 0) {
            byte[] anything = new byte[random.nextInt(300)];
            random.nextBytes(anything);
            return anything;
        }
        return switch (request) {
            case VHOST_USER_SET_VRING_ADDR ->
                    Messages.u64(ring(), address(), address(), address(), 0);
            case VHOST_USER_SET_VRING_NUM -> Messages.u32(ring(), 1 << random.nextInt(17));
            case VHOST_USER_SET_VRING_BASE, VHOST_USER_GET_VRING_BASE ->
                    Messages.u32(ring(), random.nextInt(0x10001));
            case VHOST_USER_SET_VRING_ENABLE -> Messages.u32(ring(), random.nextInt(2));
            case VHOST_USER_SET_VRING_KICK, VHOST_USER_SET_VRING_CALL, VHOST_USER_SET_VRING_ERR ->
                    Messages.u64(ring());
            case VHOST_USER_SET_MEM_TABLE ->
                    Messages.u64(1, guest(), size(), USER, random.nextInt(8) * 512L);
            case VHOST_USER_ADD_MEM_REG, VHOST_USER_REM_MEM_REG ->
                    Messages.u64(0, guest(), size(), USER, random.nextInt(8) * 512L);
            case VHOST_USER_GET_CONFIG, VHOST_USER_SET_CONFIG ->
                    Messages.u32(random.nextInt(20), random.nextInt(20), 0, 0, 0, 0, 0, 0, 0);
            case VHOST_USER_SET_FEATURES -> Messages.u64(random.nextLong() & ~(7L << 33));
            default -> Messages.u64(random.nextInt(4));
        };
    }

    private int ring() {
        return random.nextInt(30) == 0 ? random.nextInt() : random.nextInt(2);
    }

    private long address() {
        return random.nextInt(10) == 0 ? random.nextLong() : USER + random.nextInt(1 << 18) * 4L;
    }

    private long guest() {
        return random.nextInt(10) == 0 ? random.nextLong() : random.nextInt(64) * 4096L * 64;
    }

    private long size() {
        return random.nextInt(10) == 0 ? random.nextLong() : 1 + random.nextInt(1 << 20);
    }

    /// Mostly what the message takes.
    private List<Fd> descriptors(int request) {
        List<Fd> fds = new ArrayList<>();
        switch (request) {
            case VHOST_USER_SET_MEM_TABLE, VHOST_USER_ADD_MEM_REG -> fds.add(kinds.get(0));
            case VHOST_USER_SET_VRING_KICK, VHOST_USER_SET_VRING_CALL, VHOST_USER_SET_VRING_ERR ->
                    fds.add(kinds.get(2));
            case VHOST_USER_GPU_SET_SOCKET -> fds.add(kinds.get(3));
            default -> {}
        }
        for (int n = random.nextInt(12) == 0 ? random.nextInt(10) : 0; n > 0; n--) {
            fds.add(kinds.get(random.nextInt(kinds.size())));
        }
        return fds;
    }
}
