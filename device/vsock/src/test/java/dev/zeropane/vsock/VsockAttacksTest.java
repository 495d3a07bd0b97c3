// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.attack.Seed;
import dev.zeropane.testkit.attack.VsockAttacks;
import dev.zeropane.testkit.attack.VsockAttacks.Scene;
import dev.zeropane.testkit.attack.VsockAttacks.VsockAttack;
import dev.zeropane.testkit.vhostuser.VsockDriver;
import dev.zeropane.testkit.vhostuser.VsockDriver.Packet;
import dev.zeropane.testkit.vhostuser.VsockGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything on the list of attacks on a virtio-vsock device, and anything at random, against one
/// device: after each a connection is served, and nothing is left of those before.
@Tag("hostile")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class VsockAttacksTest {
    private static final int PORT = 1234;
    private static final int FUZZ_PACKETS = 3000;

    /// Runs that once found something, or reach much.
    private static final long[] KEPT_SEEDS = {1, 2, 3};

    private ServedVsock served;
    private ServerSocketChannel listener;

    @BeforeAll
    void start() throws IOException {
        served = new ServedVsock();
        listener = served.listen(PORT);
    }

    /// Also after an attack that failed.
    @BeforeEach
    void begin() throws IOException {
        served.restartGuest();
        drainListener();
    }

    @AfterAll
    void stop() throws IOException {
        served.close();
    }

    private static List<VsockAttack> attacks() {
        return VsockAttacks.all().toList();
    }

    private void assertServes() throws IOException {
        VsockGuest.Socket socket = served.guest().connect(PORT);
        assertTrue(socket.isOpen());
        try (SocketChannel host = listener.accept()) {
            socket.writeAll(new byte[] {1, 2, 3});
            ByteBuffer got = ByteBuffer.allocate(3);
            while (got.hasRemaining() && host.read(got) >= 0) {
                // All of it.
            }
            ServedVsock.writeAll(host, got.array());
            assertEquals(3, socket.read(3).length);
        }
        socket.close();
        served.awaitNoConnections();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void attack(VsockAttack attack) throws IOException {
        VsockGuest.Socket open = served.guest().connect(PORT);
        try (SocketChannel _ = listener.accept()) {
            attack.act().accept(new Scene(served.driver(), served.guest(), open, ServedVsock.CID));
            if (!open.isReset()) {
                open.reset();
            }
        }
        assertServes();
    }

    /// Resets are kept only so many, and then the guest's own packets wait: it is the guest that
    /// takes nothing.
    @Test
    void guestThatTakesNoAnswers_waits_andIsServedLater() throws IOException {
        Packet stray =
                new Packet(
                        ServedVsock.CID,
                        VsockDriver.HOST,
                        5,
                        7,
                        0,
                        VsockDriver.STREAM,
                        VsockDriver.RW,
                        0,
                        0,
                        0,
                        new byte[0]);
        int answers = 0;
        // As long as it takes them; afterwards as many as its queue holds.
        for (int i = 0; i < 2 * GuestQueue.MAX_RESETS; i++) {
            if (served.driver().untaken() > 0) {
                served.settle();
                if (served.driver().untaken() > 0) {
                    break;
                }
            }
            served.driver().send(stray);
            answers++;
        }
        assertTrue(served.driver().untaken() > 0, "nothing waits");
        assertTrue(answers > GuestQueue.MAX_RESETS, answers + " taken");
        int all = answers;
        served.guest().until("all answers", () -> served.guest().strays().size() == all);
        served.guest().strays().clear();
        assertServes();
    }

    private static LongStream seeds() {
        return LongStream.concat(
                LongStream.of(KEPT_SEEDS), LongStream.of(Seed.random("vsock").nextLong()));
    }

    private static int pick(Random random, int... from) {
        return random.nextInt(4) == 0 ? random.nextInt() : from[random.nextInt(from.length)];
    }

    /// Whatever it sends, with some of it right: on two connections and none.
    @ParameterizedTest
    @MethodSource("seeds")
    void anything(long seed) throws IOException {
        Random random = new Random(seed);
        VsockDriver driver = served.driver();
        for (int i = 0; i < FUZZ_PACKETS; i++) {
            byte[] data = new byte[random.nextInt(8) == 0 ? random.nextInt(70_000) % 65_536 : 0];
            Packet packet =
                    new Packet(
                            random.nextInt(16) == 0 ? random.nextInt(5) : ServedVsock.CID,
                            random.nextInt(16) == 0 ? random.nextInt(5) : VsockDriver.HOST,
                            random.nextInt(3),
                            random.nextInt(8) == 0 ? PORT + 1 : PORT,
                            random.nextInt(16) == 0 ? random.nextInt() : data.length,
                            random.nextInt(32) == 0 ? random.nextInt(4) : VsockDriver.STREAM,
                            random.nextInt(32) == 0 ? random.nextInt() : 1 + random.nextInt(7),
                            random.nextInt(4),
                            pick(random, 0, 1, 4096, 1 << 18),
                            pick(random, 0, 0, 0, 1),
                            data);
            driver.send(packet, random.nextInt(64) == 0 ? 1 + random.nextInt(44) : 44);
            while (driver.poll().isPresent()) {
                // Whatever the answer is.
            }
            driver.refill();
        }
        begin();
        assertServes();
    }

    /// Connections that ended before anybody accepted them.
    private void drainListener() throws IOException {
        listener.configureBlocking(false);
        for (SocketChannel old = listener.accept(); old != null; old = listener.accept()) {
            old.close();
        }
        listener.configureBlocking(true);
    }
}
