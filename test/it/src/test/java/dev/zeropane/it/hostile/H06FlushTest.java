// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Picture;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// H6: RESOURCE_FLUSH of what is not shown, and more of them than any screen shows.
final class H06FlushTest extends GuestAttack {
    private static final int ID = 7;
    private static final int FLOOD = 100_000;

    private Framebuffer fb;

    @Override
    VmmOptions options() {
        return VmmOptions.defaults().withQueueSize(1024);
    }

    @BeforeEach
    void create() {
        fb = framebuffer(ID, 64, 48);
    }

    static Stream<Attack> outside() {
        return Stream.of(
                new Attack(
                        "empty, right of it",
                        Commands.flush(ID, 65, 0, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "no columns, too high",
                        Commands.flush(ID, 0, 0, 0, 49),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "too wide",
                        Commands.flush(ID, 0, 0, 65, 48),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "outside",
                        Commands.flush(ID, 0, 48, 1, 1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "x wraps",
                        Commands.flush(ID, 1, 0, -1, 48),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "y wraps",
                        Commands.flush(ID, 0, 1, 64, -1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "wraps signed",
                        Commands.flush(ID, 0x8000_0000, 0, 0x8000_0000, 1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "all bits",
                        Commands.flush(ID, -1, -1, -1, -1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void partThatIsNotInIt_isRefused(Attack attack) {
        fb.show(0);
        assertAnswer(attack.answer(), attack.request());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, -1})
    void unknownResource_isNamed(int id) {
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.flush(id, 0, 0, 1, 1));
    }

    /// Drivers clip, and send what is left; QEMU's device takes it.
    @Test
    void emptyPart_isDone() {
        fb.show(0);
        for (int[] rect :
                new int[][] {{0, 0, 0, 0}, {0, 0, 0, 48}, {0, 48, 10, 0}, {64, 48, 0, 0}}) {
            assertAnswer(
                    VIRTIO_GPU_RESP_OK_NODATA,
                    Commands.flush(ID, rect[0], rect[1], rect[2], rect[3]));
        }
    }

    @Test
    void ofWhatIsNotShown_isNothing() {
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, 64, 48));
    }

    @Test
    void outsideOfTheShownPart_isNothing_overItsEdge_isClipped() {
        Picture all = check().draw(fb);
        driver().transfer(ID, fb.bounds(), 0);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(0, ID, 60, 40, 4, 8));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, 60, 40));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 59, 39, 5, 9));
        int[] part = new int[4 * 8];
        for (int i = 0; i < part.length; i++) {
            part[i] = all.pixel(60 + i % 4, 40 + i / 4);
        }
        check().await(0, new Picture(4, 8, part));
    }

    @Test
    void flood_isAnswered_andTheLastPictureIsShown() {
        fb.show(0);
        Flood flood = new Flood(vmm(), Vmm.CONTROL_QUEUE);
        Map<Integer, Integer> answers =
                flood.send(
                        FLOOD,
                        i -> {
                            fb.setPixel(i % 64, i / 64 % 48, i);
                            return Commands.flush(ID, i % 64, i / 64 % 48, 1, 1);
                        });
        assertEquals(Map.of(VIRTIO_GPU_RESP_OK_NODATA, FLOOD), answers);
        Picture picture = check().draw(fb);
        fb.update(fb.bounds());
        check().await(0, picture);
    }
}
