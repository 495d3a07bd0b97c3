// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.attack;

import static dev.zeropane.builtinguest.VhostUser.VERSION;
import static dev.zeropane.builtinguest.VhostUser.VHOST_USER_GPU_SET_SOCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.attack.HostileGuest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a VMM hands over as its display socket, without end: none of it is left open but the last.
final class DisplaySocketDescriptorsTest extends ProcessAttackTest {
    private static final Duration TO_COME = Duration.ofSeconds(10);

    private HostileGuest guest;

    @BeforeEach
    void connectGuest() {
        noteConnections(1);
        guest = new HostileGuest(check(), VmmOptions.defaults());
    }

    @AfterEach
    void sameConnectionServes() {
        try (HostileGuest it = guest) {
            it.assertServed();
        }
    }

    /// What is no socket shows nothing; the connection ends or goes on, and nothing is left open.
    @ParameterizedTest
    @ValueSource(strings = {"memfd", "eventfd", "none", "two"})
    void noSocketInTheMessage(String kind) {
        int before = held();
        List<Fd> fds = new ArrayList<>();
        try {
            switch (kind) {
                case "memfd" -> fds.add(Memfd.create("no socket", 4096));
                case "eventfd" -> fds.add(EventFd.create("no socket").fd());
                case "two" -> UnixSocket.pair("two").forEach(socket -> fds.add(socket.fd()));
                default -> {}
            }
            for (int i = 0; i < 50; i++) {
                guest.vmm().send(VHOST_USER_GPU_SET_SOCKET, VERSION, new byte[0], fds);
            }
            guest.vmm().gpuSetSocket();
            Await.untilTrue(
                    () -> held() + " descriptors, before " + before,
                    TO_COME,
                    () -> held() <= before);
        } finally {
            fds.forEach(Fd::close);
        }
    }

    @Test
    void socketsWithoutEnd_onlyTheLastIsKept() {
        int before = held();
        for (int i = 0; i < 300; i++) {
            guest.vmm().gpuSetSocket();
        }
        assertEquals(before, held());
    }

    private int held() {
        guest.vmm().getFeatures();
        return ProcessUsage.of(target().pid()).descriptors();
    }
}
