// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.testkit.Picture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// H5: SET_SCANOUT of screens and parts that do not exist, and resources that go while shown.
final class H05ScanoutTest extends GuestAttack {
    private static final int ID = 7;

    private Framebuffer fb;

    @BeforeEach
    void create() {
        fb = framebuffer(ID, 64, 48);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 255, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void screenThatDoesNotExist_isRefused(int scanout) {
        int answer = VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID;
        assertAnswer(answer, Commands.setScanout(scanout, ID, 0, 0, 64, 48));
        assertAnswer(answer, Commands.setScanout(scanout, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, Integer.MIN_VALUE, -1})
    void unknownResource_isNamed(int id) {
        assertAnswer(
                VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.setScanout(0, id, 0, 0, 64, 48));
    }

    static Stream<Attack> outside() {
        return Stream.of(
                new Attack(
                        "empty",
                        Commands.setScanout(0, ID, 0, 0, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "width 0",
                        Commands.setScanout(0, ID, 0, 0, 0, 48),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "height 0",
                        Commands.setScanout(0, ID, 0, 0, 64, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "too wide",
                        Commands.setScanout(0, ID, 0, 0, 65, 48),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "too high",
                        Commands.setScanout(0, ID, 0, 0, 64, 49),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "outside",
                        Commands.setScanout(0, ID, 64, 48, 1, 1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "wraps",
                        Commands.setScanout(0, ID, 1, 1, -1, -1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "wraps signed",
                        Commands.setScanout(0, ID, 0x8000_0000, 0, 0x8000_0000, 1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "all bits",
                        Commands.setScanout(0, ID, -1, -1, -1, -1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void partThatIsNotInIt_isRefused(Attack attack) {
        assertAnswer(attack.answer(), attack.request());
    }

    @Test
    void sameResource_onAllScreens_showsOnAll_andGoesFromAll() {
        Picture picture = check().draw(fb);
        for (int i = 0; i < Target.OUTPUTS; i++) {
            assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(i, ID, 0, 0, 64, 48));
        }
        fb.update(fb.bounds());
        for (int i = 0; i < Target.OUTPUTS; i++) {
            check().await(i, picture);
        }
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.flush(ID, 0, 0, 64, 48));
    }

    @Test
    void unref_whileShown_worksOnce_andTheIdIsFreeAgain() {
        fb.show(0);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.unref(ID));
        Framebuffer next = framebuffer(ID, 32, 32);
        Picture picture = check().draw(next);
        next.show(0);
        next.update(next.bounds());
        check().await(0, picture);
    }

    @Test
    void detach_whileShown_keepsThePicture_whateverTheGuestThenWrites() {
        Picture picture = check().draw(fb);
        fb.show(1);
        fb.update(fb.bounds());
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.detach(ID));
        fb.fill(fb.bounds(), 0x00ff_0000);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, 64, 48));
        check().await(1, picture);
        // Shown anew from what was kept.
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(2, ID, 0, 0, 64, 48));
        check().await(2, picture);
    }

    @Test
    void attachDetachAttach_whileShown_aThousandTimes() {
        Picture picture = check().draw(fb);
        fb.show(0);
        for (int i = 0; i < 1000; i++) {
            assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.detach(ID));
            driver().attachBacking(ID, fb.entries());
        }
        fb.update(fb.bounds());
        check().await(0, picture);
    }
}
