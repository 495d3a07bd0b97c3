// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static dev.zeropane.builtinguest.VhostUser.*;
import static dev.zeropane.builtinguest.VirtioGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.linux.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The driver's bytes, seen by a device that says yes to everything and echoes fences.
final class GpuDriverTest {
    private static final String HEADER_REST = "00000000" + "0000000000000000" + "0000000000000000";
    private static final Rect RECT = new Rect(1, 2, 3, 4);
    private static final String RECT_BYTES = "01000000020000000300000004000000";

    private final List<UnixSocket> pair = UnixSocket.pair("vhost-user");
    private final Vmm vmm = Vmm.over(pair.get(0), VmmOptions.defaults());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Thread backend = Thread.ofPlatform().start(this::serveMessages);
    private final GpuDriver driver = start();
    private volatile int answer = VIRTIO_GPU_RESP_OK_NODATA;
    private volatile boolean over;
    private final Thread device = Thread.ofPlatform().start(this::serveQueues);

    private void serveMessages() {
        long features = 1L << VIRTIO_F_VERSION_1 | 1L << VHOST_USER_F_PROTOCOL_FEATURES;
        features |= 1L << VIRTIO_F_EVENT_IDX | 1L << VIRTIO_F_INDIRECT_DESC;
        new TinyBackend(pair.get(1), features, 1L << VHOST_USER_PROTOCOL_F_CONFIG).run();
    }

    private GpuDriver start() {
        vmm.realize();
        return new GpuDriver(vmm);
    }

    private void serveQueues() {
        TinyDevice control = new TinyDevice(vmm.ram(), vmm.queue(0), true);
        TinyDevice cursor = new TinyDevice(vmm.ram(), vmm.queue(1), true);
        while (!over) {
            serve(control);
            serve(cursor);
        }
    }

    private void serve(TinyDevice queue) {
        int head = queue.take();
        if (head < 0) {
            Thread.onSpinWait();
            return;
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        List<TinyDevice.Piece> chain = queue.chain(head);
        int written = 0;
        for (TinyDevice.Piece piece : chain) {
            var bytes = vmm.ram().at(piece.gpa(), piece.length());
            if (piece.writable()) {
                bytes.set(ValueLayout.JAVA_INT_UNALIGNED, 0, answer);
                byte[] fence = request.toByteArray();
                for (int i = 4; i < 16 && i < fence.length; i++) {
                    bytes.set(ValueLayout.JAVA_BYTE, i, fence[i]);
                }
                written = Math.min(24, piece.length());
            } else {
                request.writeBytes(bytes.toArray(ValueLayout.JAVA_BYTE));
            }
        }
        requests.add(HexFormat.of().formatHex(request.toByteArray()));
        queue.use(head, written);
    }

    @AfterEach
    void close() throws InterruptedException {
        over = true;
        device.join();
        vmm.close();
        backend.join();
        pair.get(1).close();
    }

    @Test
    void response_isError_typeIsReturned() {
        answer = VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
        assertEquals(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, driver.unref(7));
        assertThrows(FrontendException.class, () -> driver.transferAndFlush(7, RECT, 0));
    }

    @Test
    void commands_bytes() {
        driver.create2d(7, 2, 640, 480);
        driver.setScanout(1, 7, RECT);
        driver.transfer(7, RECT, 0x1122334455L);
        driver.flush(7, RECT);
        driver.detachBacking(7);
        driver.unref(7);
        driver.attachBacking(7, List.of(new Entry(0x1000, 4096), new Entry(0x5000, 100)));
        driver.updateCursor(1, 2, 3, 4, 5, 6);
        driver.moveCursor(1, 2, 3, 4);
        assertEquals(
                List.of(
                        "01010000" + HEADER_REST + "070000000200000080020000e0010000",
                        "03010000" + HEADER_REST + RECT_BYTES + "0100000007000000",
                        "05010000" + HEADER_REST + RECT_BYTES + "55443322110000000700000000000000",
                        "04010000" + HEADER_REST + RECT_BYTES + "0700000000000000",
                        "07010000" + HEADER_REST + "0700000000000000",
                        "02010000" + HEADER_REST + "0700000000000000",
                        "06010000"
                                + HEADER_REST
                                + "0700000002000000"
                                + "00100000000000000010000000000000"
                                + "00500000000000006400000000000000",
                        "00030000"
                                + HEADER_REST
                                + "01000000020000000300000000000000"
                                + "04000000050000000600000000000000",
                        "01030000"
                                + HEADER_REST
                                + "01000000020000000300000000000000"
                                + "04000000000000000000000000000000"),
                requests);
    }

    @Test
    void framebuffer_pixelsGoThroughScatteredPagesInEveryFormat() {
        int id = 1;
        for (int format : new int[] {1, 2, 3, 4, 67, 68, 121, 134}) {
            Framebuffer buffer = Framebuffer.create(driver, vmm.ram(), id++, format, 100, 60, true);
            buffer.setPixel(99, 59, 0x11223344);
            assertEquals(0x11223344, buffer.getPixel(99, 59));
            buffer.fill(new Rect(0, 10, 100, 20), 0xff010203);
            assertEquals(0xff010203, buffer.getPixel(50, 29));
            assertEquals(0, buffer.getPixel(50, 30));
            assertEquals(6, new HashSet<>(buffer.entries()).size());
        }
    }

    @Test
    void framebuffer_bytesInMemoryAreAsTheFormatIsNamed() {
        int[] formats = {1, 2, 3, 4, 67, 68, 121, 134};
        String[] bytes = {
            "44332211", "44332211", "11223344", "11223344",
            "22334411", "11443322", "11443322", "22334411"
        };
        for (int i = 0; i < formats.length; i++) {
            Framebuffer buffer =
                    Framebuffer.create(driver, vmm.ram(), i + 1, formats[i], 4, 4, false);
            buffer.setPixel(0, 0, 0x11223344);
            byte[] pixel =
                    vmm.ram()
                            .at(buffer.entries().getFirst().gpa(), 4)
                            .toArray(ValueLayout.JAVA_BYTE);
            assertEquals(bytes[i], HexFormat.of().formatHex(pixel));
        }
    }

    @Test
    void builtinGuest_drawsFlipsAndCleansUp() {
        int[] frames = {0};
        new BuiltinGuest(vmm, 320, 240).run(() -> frames[0]++ < 6);
        assertEquals(6, requests.stream().filter(r -> r.startsWith("0301")).count());
        assertEquals(6, requests.stream().filter(r -> r.startsWith("0401")).count());
        assertTrue(requests.getLast().startsWith("0201"));
    }
}
