// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.web.Guest.Picture;
import dev.zeropane.display.web.session.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that do what they should not: they are dropped, and nobody else notices.
final class HostileClientTest {
    private static final int FENCE_REQUEST = 0x80000000;

    private static final VncDisplay.Events QUIET =
            new VncDisplay.Events() {
                @Override
                public void log(String message) {}

                @Override
                public void failed(Throwable failure) {
                    throw new AssertionError(failure);
                }
            };

    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration LATER = Duration.ofSeconds(60);

    private final Guest guest = new Guest();
    private final Picture picture = guest.show(100, 60, (x, y) -> x * y);

    private void requireServed() throws IOException {
        try (RfbClient client = RfbClient.connect(guest.port())) {
            client.request(false);
            client.update();
            assertEquals("", client.difference(picture.rgb));
        }
        guest.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "RFB 004.001\n",
                "RFB 003.abc\n"
            })
    void notTheProtocol_isDropped_andSaid(String first) throws Exception {
        try (RfbClient client = RfbClient.raw(guest.port())) {
            client.out.writeBytes(first);
            client.out.flush();
            assertTrue(client.ends());
            String log = Guest.next(guest.log);
            assertTrue(log.endsWith("is dropped: it does not speak RFB 3"), log);
        }
        requireServed();
    }

    @Test
    void securityThatWasNotOffered_isDropped() throws Exception {
        try (RfbClient client = RfbClient.raw(guest.port())) {
            client.out.writeBytes("RFB 003.008\n");
            client.out.writeByte(2);
            client.out.flush();
            assertTrue(client.ends());
            assertTrue(Guest.next(guest.log).endsWith("it wants security type 2, not None"));
        }
        requireServed();
    }

    @Test
    void textThatIsTooLong_isDropped_andItsBytesAreNotWaitedFor() throws Exception {
        try (RfbClient client = RfbClient.connect(guest.port())) {
            client.cutText(Integer.MAX_VALUE, new byte[3]);
            assertTrue(client.ends());
            String log = Guest.next(guest.log);
            assertTrue(log.contains("it sent a text of 2147483647 bytes"), log);
        }
        requireServed();
    }

    @Test
    void answersThatAreNotRead_areNotKept() throws Exception {
        try (RfbClient client = RfbClient.connect(guest.port())) {
            // Until its connection is full, and then some.
            assertThrows(
                    IOException.class,
                    () -> {
                        while (true) {
                            client.fence(FENCE_REQUEST, new byte[64]);
                        }
                    });
            String log = Guest.next(guest.log);
            assertTrue(log.endsWith("it asks for answers faster than it takes them"), log);
        }
        requireServed();
    }

    @Test
    void sizesWithoutEnd_oneWaits() throws Exception {
        try (RfbClient client = RfbClient.connect(guest.port())) {
            for (int i = 0; i < 20_000; i++) {
                client.desktopSize(1 + i % 2000, 1000);
            }
            client.fence(FENCE_REQUEST, new byte[0]);
            client.message();
            // 150 ms between them.
            assertTrue(guest.wishes.size() < 1000, guest.wishes.size() + " wishes");
        }
        requireServed();
    }

    @Test
    void keysWithoutEnd_arrive_andNobodyElseWaits() throws Exception {
        try (RfbClient client = RfbClient.connect(guest.port())) {
            for (int i = 0; i < 20_000; i++) {
                client.key(i % 2 == 0, 'a');
            }
            client.fence(FENCE_REQUEST, new byte[0]);
            client.message();
            assertEquals(20_000, guest.input.size());
        }
        requireServed();
    }

    @Test
    void clientGoesWithKeysHeld_theyAreLetGo() throws Exception {
        try (RfbClient client = RfbClient.connect(guest.port())) {
            client.key(true, 'a');
            Guest.next(guest.input);
        }
        assertEquals("[Key[code=30, pressed=false]]", Guest.next(guest.input).toString());
        requireServed();
    }

    @Test
    void manyWhoSayNothing_theOldestMakeRoom() throws Exception {
        List<RfbClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                silent.add(RfbClient.raw(guest.port()));
            }
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.request(false);
                client.update();
                assertEquals("", client.difference(picture.rgb));
            }
            // It has been told a version, and no more.
            assertTrue(silent.getFirst().ends());
        } finally {
            for (RfbClient client : silent) {
                client.close();
            }
        }
        requireServed();
    }

    @Test
    void aThousandWhoSayNothing_driveOutTheirOwn() throws Exception {
        List<RfbClient> silent = new ArrayList<>();
        try (Guest patient = new Guest(Door.OF_THIS_MACHINE, new Limits(LATER, LATER));
                RfbClient first = RfbClient.from("127.0.0.2", patient.port())) {
            for (int i = 1; i <= 1000; i++) {
                silent.add(RfbClient.raw(patient.port()));
                if (i % 50 == 0) {
                    // So that they are accepted, and not only wait for that.
                    RfbClient.connect(patient.port()).close();
                    closeAll(silent);
                }
            }
            first.handshake(8);
            assertEquals("Zeropane", first.name);
        } finally {
            closeAll(silent);
        }
        requireServed();
    }

    private static void closeAll(List<RfbClient> clients) throws IOException {
        for (RfbClient client : clients) {
            client.close();
        }
        clients.clear();
    }

    @Test
    void strangerWhoTakesTooLong_isDropped() throws Exception {
        try (Guest hasty = new Guest(Door.OF_THIS_MACHINE, new Limits(SOON, LATER));
                RfbClient client = RfbClient.raw(hasty.port())) {
            client.out.writeBytes("RFB 0");
            client.out.flush();
            assertTrue(client.ends());
        }
        requireServed();
    }

    @Test
    void viewerThatDoesNotRead_isDropped_oneWithNothingToRead_isNot() throws Exception {
        Random random = new Random(1);
        try (Guest hasty = new Guest(Door.OF_THIS_MACHINE, new Limits(LATER, SOON))) {
            Picture noise = hasty.show(1024, 768, (_, _) -> random.nextInt());
            try (RfbClient quiet = RfbClient.connect(hasty.port());
                    RfbClient deaf = RfbClient.connect(hasty.port())) {
                deaf.request(false);
                String log = Guest.next(hasty.log);
                assertTrue(log.endsWith(" is dropped: it has read nothing for 0 seconds"), log);
                assertTrue(deaf.ends());
                quiet.key(true, 'a');
                Guest.next(hasty.input);
                noise.takeBack();
            }
        }
        requireServed();
    }

    @Test
    void moreViewersThanAllowed_areToldSo() throws Exception {
        List<RfbClient> viewers = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                viewers.add(RfbClient.connect(guest.port()));
            }
            String message =
                    assertThrows(IOException.class, () -> RfbClient.connect(guest.port()))
                            .getMessage();
            assertEquals("refused: 16 viewers are connected already", message);
        } finally {
            for (RfbClient client : viewers) {
                client.close();
            }
        }
        guest.close();
    }

    @Test
    void portInUse_isSaid() {
        VncOptions options =
                new VncOptions(OptionalInt.of(guest.port()), 1, InputSink.NONE, SizeWishes.NONE);
        String message =
                assertThrows(CannotListenException.class, () -> VncDisplay.open(options, QUIET))
                        .getMessage();
        assertTrue(
                message.startsWith("cannot listen at 127.0.0.1:" + guest.port() + ": "), message);
        guest.close();
    }

    @Test
    void noPortSaid_isTheFirstFreeOne() {
        VncOptions options =
                new VncOptions(OptionalInt.empty(), 2, InputSink.NONE, SizeWishes.NONE);
        try (VncDisplay one = VncDisplay.open(options, QUIET);
                VncDisplay other = VncDisplay.open(options, QUIET)) {
            List<Integer> ports = List.of(one.port(0), one.port(1), other.port(0), other.port(1));
            assertTrue(ports.stream().allMatch(port -> port >= 5900), ports::toString);
            assertEquals(4, Set.copyOf(ports).size(), ports::toString);
        }
        guest.close();
    }
}
