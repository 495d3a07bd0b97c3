// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import static dev.zeropane.wayland.Bytes.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlOutput;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxBufferParamsV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufFeedbackV1;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Compositors that say much that is right, in any order, and now and then something that is not. A
/// failure names its seed, which makes the same messages again.
@Timeout(120)
final class FuzzTest {
    private static final long FIRST_SEED = 20_260_101;
    private static final int SEEDS = 200;
    private static final int MESSAGES = 60;

    /// Events of the objects of [#objects] as the specifications have them, from id 2 on: `u` any
    /// word, `s` string, `a` array, `h` descriptor, `n` new id, and digits for objects by their
    /// ids.
    private static final String[][] EVENTS = {
        {"5", "5", "u", "u"},
        {"uhu", "u2a", "u2", "uuuu", "uuuuu", "uu"},
        {"u2uu", "u2", "uuu", "uuuu", "uuu", "", "u", "uu", "uu", "uu"},
        {"uuuuussu", "uuuu", "", "u", "s", "s"},
        {"uua", "", "uu", "a"},
        {"", "hu", "a", "", "a", "a", "u"},
        {"n", ""},
        {"uhu", "u2a", "u2"}
    };

    private int handled;

    @Test
    void anything_isHandledOrEndsTheConnection() {
        int survived = 0;
        try (Fd fd = Memfd.create("fuzz", 4096)) {
            for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
                try (Rig rig = new Rig()) {
                    objects(rig);
                    Random random = new Random(seed);
                    for (int i = 0; i < MESSAGES && rig.ended.isEmpty(); i++) {
                        sendNext(rig, random, fd);
                    }
                    assertTrue(rig.failures.isEmpty(), rig.failures.toString());
                    assertTrue(rig.ended.size() <= 1, rig.ended.toString());
                    survived += rig.ended.isEmpty() ? 1 : 0;
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
        }
        // Else it would not try what it is to try.
        assertTrue(survived > SEEDS / 20 && survived < SEEDS, survived + " survived");
        assertTrue(handled > SEEDS * 10, handled + " events handled");
    }

    private void objects(Rig rig) {
        rig.object(WlSurface.INTERFACE, this::readAll);
        rig.object(WlKeyboard.INTERFACE, this::readAll);
        rig.object(WlPointer.INTERFACE, this::readAll);
        rig.object(WlOutput.INTERFACE, this::readAll);
        rig.object(XdgToplevel.INTERFACE, this::readAll);
        rig.object(ZwpLinuxDmabufFeedbackV1.INTERFACE, this::readAll);
        rig.object(ZwpLinuxBufferParamsV1.INTERFACE, this::readAll);
        Proxy<WlKeyboard.Request> destroyed = rig.object(WlKeyboard.INTERFACE, this::readAll);
        assertEquals("wl_keyboard@9", destroyed.toString());
        rig.on(() -> destroyed.request(WlKeyboard.Request.RELEASE).send());
    }

    /// As a handler does that is interested in all there is.
    private void readAll(Message event, Arguments arguments) {
        handled++;
        for (Signature.Argument argument : Signature.parse(event.signature()).arguments()) {
            Object _ =
                    switch (argument.kind()) {
                        case INT -> arguments.integer();
                        case UINT -> arguments.unsigned();
                        case FIXED -> arguments.fixed();
                        case STRING -> arguments.string();
                        case OBJECT -> arguments.object();
                        case ARRAY -> arguments.words();
                        case NEW_ID -> arguments.newObject(WlBuffer.INTERFACE, Handler.none());
                        case FD -> arguments.skip();
                    };
        }
    }

    private static void sendNext(Rig rig, Random random, Fd fd) {
        int id = 2 + random.nextInt(EVENTS.length);
        int opcode = random.nextInt(EVENTS[id - 2].length);
        String signature = EVENTS[id - 2][opcode];
        Object[] arguments =
                signature
                        .chars()
                        .filter(c -> c != 'h')
                        .mapToObj(c -> argument(c, random))
                        .toArray();
        Fd[] fds = new Fd[(int) signature.chars().filter(c -> c == 'h').count()];
        byte[] bytes = message(id, opcode, arguments);
        switch (random.nextInt(200)) {
            case 0 -> random.nextBytes(bytes);
            case 1 -> bytes = Arrays.copyOf(bytes, bytes.length - random.nextInt(bytes.length));
            case 2 -> fds = new Fd[random.nextInt(60)];
            case 3 -> bytes = message(1, random.nextInt(3), random.nextInt(12));
            case 4 -> bytes = message(random.nextInt(12), random.nextInt(12), arguments);
            case 5, 6, 7, 8 ->
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            default -> {}
        }
        Arrays.fill(fds, fd);
        rig.send(bytes, fds);
    }

    private static Object argument(int kind, Random random) {
        return switch (kind) {
            case 's' -> "DP-1".repeat(random.nextInt(5));
            case 'a' -> new byte[random.nextInt(20)];
            case 'n' -> 0xff00_0000 + random.nextInt(2);
            case 'u' -> random.nextInt();
            default -> kind - '0';
        };
    }
}
