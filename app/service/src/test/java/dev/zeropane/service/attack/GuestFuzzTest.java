// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;

import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Rounds;
import dev.zeropane.testkit.attack.Commands;
import dev.zeropane.testkit.attack.Seed;
import dev.zeropane.testkit.attack.Wire;
import dev.zeropane.testkit.vhostuser.TestQueue;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A guest that sends whatever comes: commands that are nearly right, in chains that are not; now
/// and then it pauses or resets. Sent until [#ROUNDS] is reached, so that a seed means the same
/// wherever it runs.
final class GuestFuzzTest extends GuestAttackTest {
    private static final int ROUNDS = Rounds.of(2_500, 100_000);

    private static final int SIZE = 64;

    private static final int IDS = 6;

    private static final int BUFFERS = 1 << 16;

    private static final long RAM = 64 << 20;

    private static final Duration TO_ANSWER = Duration.ofSeconds(10);

    private static final int[] TYPES = {
        VIRTIO_GPU_CMD_GET_DISPLAY_INFO,
        VIRTIO_GPU_CMD_RESOURCE_CREATE_2D,
        VIRTIO_GPU_CMD_RESOURCE_UNREF,
        VIRTIO_GPU_CMD_SET_SCANOUT,
        VIRTIO_GPU_CMD_RESOURCE_FLUSH,
        VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
        VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING,
        VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING,
        VIRTIO_GPU_CMD_GET_EDID,
        VIRTIO_GPU_CMD_UPDATE_CURSOR,
        VIRTIO_GPU_CMD_MOVE_CURSOR
    };

    private final Random random = Seed.random("GuestFuzzTest");

    private long data;

    private VmmScreen screen;

    @Override
    VmmOptions options() {
        return VmmOptions.defaults().withEventIdx(random.nextBoolean());
    }

    @Test
    void fuzz() {
        begin();
        for (int i = 0; i < ROUNDS; i++) {
            int queue = random.nextInt(8) == 0 ? Vmm.CURSOR_QUEUE : CONTROL_QUEUE;
            switch (random.nextInt(400)) {
                case 0 -> restart();
                case 1 -> {
                    vmm().stop();
                    vmm().start();
                    screen = new VmmScreen(vmm().gpuSocket().orElseThrow());
                }
                default -> send(queue);
            }
        }
        restartGuest();
    }

    private void restart() {
        restartGuest();
        begin();
    }

    private void begin() {
        data = vmm().ram().allocate(BUFFERS);
        screen = new VmmScreen(vmm().gpuSocket().orElseThrow());
    }

    private void send(int index) {
        TestQueue queue = vmm().queue(index);
        byte[] request = request();
        wire().put(data, request);
        int head = chain(queue, request.length);
        queue.publishRawHead(head);
        queue.kickAlways();
        boolean[] broken = {false};
        Await.untilTrue(
                () -> "an answer, or the end of the queue",
                TO_ANSWER,
                () -> {
                    // The VMM answers, and looks at all that is shown to it.
                    screen.poll();
                    broken[0] = vmm().errorFd(index).drain() > 0;
                    return broken[0] || queue.poll().isPresent();
                });
        if (broken[0]) {
            restart();
        }
    }

    /// Mostly request and response in one descriptor or a few, sometimes a table of anything.
    private int chain(TestQueue queue, int length) {
        long table = queue.descriptorsAddress();
        if (random.nextInt(3) == 0) {
            for (int i = 0; i < 8; i++) {
                wire().descriptor(
                                table,
                                i,
                                address(),
                                random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(200),
                                random.nextInt(random.nextInt(8) + 1),
                                random.nextInt(random.nextInt(20) == 0 ? 0x10000 : 8));
            }
            return random.nextInt(random.nextInt(50) == 0 ? 0x10000 : 8);
        }
        int cut = random.nextInt(length + 1);
        wire().descriptor(table, 0, data, cut, Wire.NEXT, 1);
        wire().descriptor(table, 1, data + cut, length - cut, Wire.NEXT, 2);
        wire().descriptor(table, 2, data + BUFFERS / 2, random.nextInt(1200), Wire.WRITE, 0);
        if (random.nextBoolean()) {
            return 0;
        }
        // The same in an indirect table, which lies where such an index would be.
        long indirect = data + BUFFERS - 4096;
        vmm().ram().at(indirect, 48).copyFrom(vmm().ram().at(table, 48));
        wire().descriptor(table, 0, indirect, 48, Wire.INDIRECT, 0);
        return 0;
    }

    private long address() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextLong(2 * RAM);
            default -> data + random.nextInt(BUFFERS);
        };
    }

    private byte[] request() {
        int type = TYPES[random.nextInt(TYPES.length)];
        byte[] request =
                switch (random.nextInt(8)) {
                    case 0 -> anything();
                    case 1 -> Commands.attach(id(), number(), entries());
                    case 2 -> Commands.create(id(), 1 + random.nextInt(4), number(), number());
                    case 3 -> Commands.transfer(id(), side(), side(), side(), side(), offset());
                    case 4 -> Commands.setScanout(side(), id(), 0, 0, side(), side());
                    case 5 -> Commands.flush(id(), side(), side(), side(), side());
                    default -> Commands.of(type, id(), number(), number(), number(), id(), 0, 0, 0);
                };
        if (random.nextInt(10) == 0) {
            request[random.nextInt(request.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return request;
    }

    private byte[] anything() {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Entry[] entries() {
        Entry[] entries = new Entry[random.nextInt(20)];
        for (int i = 0; i < entries.length; i++) {
            boolean page = random.nextInt(4) != 0;
            entries[i] =
                    page
                            ? new Entry(random.nextLong(RAM / 4096) * 4096, 4096)
                            : new Entry(address(), number());
        }
        return entries;
    }

    private int id() {
        return random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(IDS);
    }

    private int side() {
        return random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(SIZE);
    }

    private int number() {
        return random.nextInt(10) == 0 ? random.nextInt() : 1 + random.nextInt(20);
    }

    private long offset() {
        return random.nextInt(10) == 0 ? random.nextLong() : 4L * random.nextInt(SIZE);
    }
}
