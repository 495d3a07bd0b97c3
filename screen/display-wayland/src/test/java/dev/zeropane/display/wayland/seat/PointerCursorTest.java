// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.wayland.geometry.Hit;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlPointer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PointerCursorTest extends PointerCursorRig {
    @Test
    void entered_guestHasACursor_showsItWithItsHotspot() {
        PointerCursor cursor = plain();
        CursorPicture picture = picture(0x80000000, 3, 4);
        peer.run(() -> cursor.setGuestCursor(picture));
        assertEquals(List.of(), requests());

        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));

        assertEquals(
                List.of(
                        "shm.create_pool(wl_shm_pool, fd, 16384)",
                        "shm_pool.create_buffer(wl_buffer, 0, 64, 64, 256, 0)",
                        "shm_pool.destroy()",
                        "pointer.set_cursor(7, wl_surface, 3, 4)",
                        "surface.attach(wl_buffer, 0, 0)",
                        "surface.damage(0, 0, 64, 64)",
                        "surface.commit()"),
                requests());
        assertEquals(picture, CursorPicture.of(SIDE, SIDE, pixels(), 3, 4));
    }

    @Test
    void guestCursor_anotherOneWhileOverTheContent_isShownAndTheFirstDestroyedAfter() {
        PointerCursor cursor = plain();
        peer.run(() -> cursor.setGuestCursor(picture(1, 0, 0)));
        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));
        String attached = last(peer.requests(), "attach");
        String first = attached.substring(attached.indexOf('(') + 1, attached.indexOf(','));

        peer.run(() -> cursor.setGuestCursor(picture(2, 5, 6)));

        List<String> requests = peer.requests();
        assertTrue(last(requests, "set_cursor").contains("(7, "), requests::toString);
        assertTrue(last(requests, "set_cursor").endsWith(", 5, 6)"), requests::toString);
        int commit = requests.indexOf(last(requests, "commit"));
        assertEquals(first + ".destroy()", requests.get(commit + 1));
        pixels();
        assertEquals(2, pixels()[0]);
    }

    @Test
    void guestCursor_sameAgain_requestsNothing() {
        PointerCursor cursor = plain();
        peer.run(() -> cursor.setGuestCursor(picture(1, 0, 0)));
        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));
        peer.requests();

        peer.run(() -> cursor.setGuestCursor(picture(1, 0, 0)));

        assertEquals(List.of(), requests());
    }

    @Test
    void guestCursor_hidden_hasNoSurface() {
        PointerCursor cursor = plain();
        peer.run(() -> cursor.setGuestCursor(Cursor.HIDDEN));

        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));

        assertEquals(List.of("pointer.set_cursor(7, none, 0, 0)"), requests());
    }

    @Test
    void guestCursor_hiddenAndThenTheSameAgain_isShown() {
        PointerCursor cursor = plain();
        CursorPicture picture = picture(1, 3, 4);
        peer.run(() -> cursor.setGuestCursor(picture));
        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));
        requests();
        peer.run(() -> cursor.setGuestCursor(Cursor.HIDDEN));
        List<String> hidden = peer.requests();
        assertTrue(last(hidden, "set_cursor").endsWith("(7, none, 0, 0)"), hidden::toString);
        handled(last(hidden, "sync"));

        peer.run(() -> cursor.setGuestCursor(picture));

        assertTrue(last(requests(), "set_cursor").endsWith("(7, wl_surface, 3, 4)"));
    }

    /// As after a reset of the guest.
    @Test
    void guestCursor_notSetAnyMore_isAnArrowAgain() {
        PointerCursor cursor = withShapes();
        peer.run(() -> cursor.setGuestCursor(picture(1, 3, 4)));
        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));
        requests();

        peer.run(() -> cursor.setGuestCursor(Cursor.NOT_SET));

        assertEquals("cursor_shape_device_v1.set_shape(7, 1)", last(requests(), "set_shape"));
    }

    @ParameterizedTest
    @CsvSource({
        "24, 32, 1, 24, 32",
        "128, 96, 1, 128, 96",
        "128, 96, 2, 64, 48",
        "1, 256, 1, 1, 256"
    })
    void guestCursor_ofAnySize_isShownInItsOwn(
            int width, int height, double scale, int logicalWidth, int logicalHeight) {
        PointerCursor cursor = withViewporter();
        peer.run(() -> cursor.setGuestCursor(picture(width, height, 1, 0, 0)));
        peer.run(() -> cursor.setScale(scale));

        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));

        List<String> requests = requests();
        assertEquals(
                "shm_pool.create_buffer(wl_buffer, 0, %d, %d, %d, 0)"
                        .formatted(width, height, width * 4),
                last(requests, "create_buffer"));
        assertEquals(
                "surface.damage(0, 0, " + logicalWidth + ", " + logicalHeight + ")",
                last(requests, "damage"));
        int[] pixels = pixels();
        for (int i = 0; i < width * height; i++) {
            assertEquals(1 + i, pixels[i]);
        }
    }

    @Test
    void guestCursor_manyBeforeTheFirstIsHandled_sendsTheLatestAlone() {
        PointerCursor cursor = plain();
        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));
        peer.run(() -> cursor.setGuestCursor(picture(1, 0, 0)));
        String sync = last(peer.requests(), "sync");
        for (int i = 2; i < 1000; i++) {
            int color = i;
            peer.run(() -> cursor.setGuestCursor(picture(color, 0, 0)));
            peer.run(() -> cursor.setGuestCursor(Cursor.HIDDEN));
        }
        peer.run(() -> cursor.setGuestCursor(picture(1000, 1, 1)));
        assertEquals(List.of(), peer.requests());

        handled(sync);

        List<String> requests = requests();
        assertEquals(1, requests.stream().filter(r -> r.contains("set_cursor")).count());
        assertEquals(3, peer.fds.size(), "the arrow, the first and the latest");
        pixels();
        pixels();
        assertEquals(1000, pixels()[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "1.25, 52, 65, 65, 8, 16",
        "1.5, 43, 64.5, 65, 7, 13",
        "2, 32, 64, 64, 5, 10",
        "3, 22, 66, 66, 3, 7",
        "0.5, 128, 64, 64, 20, 40"
    })
    void scale_withViewporter_aPixelOfTheGuestIsOneOfTheScreen(
            double scale, int logical, double source, int buffer, int hotX, int hotY) {
        PointerCursor cursor = withViewporter();
        peer.run(() -> cursor.setGuestCursor(picture(1, 10, 20)));
        peer.run(() -> cursor.setScale(scale));

        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));

        List<String> requests = requests();
        assertEquals(
                "viewport.set_source(0.0, 0.0, " + source + ", " + source + ")",
                last(requests, "set_source"));
        assertEquals(
                "viewport.set_destination(" + logical + ", " + logical + ")",
                last(requests, "set_destination"));
        assertEquals(
                "shm_pool.create_buffer(wl_buffer, 0, %d, %d, %d, 0)"
                        .formatted(buffer, buffer, buffer * 4),
                last(requests, "create_buffer"));
        assertEquals(
                "pointer.set_cursor(7, wl_surface, " + hotX + ", " + hotY + ")",
                last(requests, "set_cursor"));
        int[] pixels = pixels();
        assertEquals(1 + SIDE, pixels[buffer]);
        assertEquals(SIDE * SIDE, Arrays.stream(pixels).filter(pixel -> pixel != 0).count());
    }

    @Test
    void scale_backToOne_isShownInItsOwnSize() {
        PointerCursor cursor = withViewporter();
        peer.run(() -> cursor.setGuestCursor(picture(1, 10, 20)));
        peer.run(() -> cursor.setScale(2));
        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));
        requests();

        peer.run(() -> cursor.setScale(1));

        List<String> requests = requests();
        assertEquals("viewport.set_destination(64, 64)", last(requests, "set_destination"));
        assertEquals("pointer.set_cursor(7, wl_surface, 10, 20)", last(requests, "set_cursor"));
    }

    @Test
    void scale_withoutViewporter_countsAsOne() {
        PointerCursor cursor = plain();
        peer.run(() -> cursor.setGuestCursor(picture(1, 10, 20)));
        peer.run(() -> cursor.setScale(2));

        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));

        assertEquals("pointer.set_cursor(7, wl_surface, 10, 20)", last(requests(), "set_cursor"));
    }

    @Test
    void entered_guestHasNoCursorYet_isAnArrow() {
        PointerCursor cursor = plain();

        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));

        assertEquals("pointer.set_cursor(7, wl_surface, 0, 0)", last(requests(), "set_cursor"));
        assertEquals(ArrowCursor.CURSOR, CursorPicture.of(SIDE, SIDE, pixels(), 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "CONTENT, 1",
        "MOVE, 1",
        "CLOSE, 1",
        "RESIZE_RIGHT, 18",
        "RESIZE_TOP, 19",
        "RESIZE_TOP_RIGHT, 20",
        "RESIZE_TOP_LEFT, 21",
        "RESIZE_BOTTOM, 22",
        "RESIZE_BOTTOM_RIGHT, 23",
        "RESIZE_BOTTOM_LEFT, 24",
        "RESIZE_LEFT, 25"
    })
    void entered_compositorHasShapes_isTheOneForThePlace(Hit hit, int shape) {
        PointerCursor cursor = withShapes();

        peer.run(() -> cursor.entered(pointer, 7, hit));

        assertEquals(
                List.of(
                        "cursor_shape_manager_v1.get_pointer(wp_cursor_shape_device_v1, wl_pointer)",
                        "cursor_shape_device_v1.set_shape(7, " + shape + ")"),
                requests());
    }

    @Test
    void moved_betweenFrameAndContent_changesOnlyWithThePlace() {
        PointerCursor cursor = withShapes();
        peer.run(() -> cursor.setGuestCursor(picture(1, 0, 0)));
        peer.run(() -> cursor.entered(pointer, 7, Hit.RESIZE_LEFT));
        requests();

        peer.run(() -> cursor.moved(pointer, Hit.RESIZE_LEFT));
        peer.run(() -> cursor.setGuestCursor(picture(2, 0, 0)));
        assertEquals(List.of(), requests());

        peer.run(() -> cursor.moved(pointer, Hit.CONTENT));
        assertEquals("pointer.set_cursor(7, wl_surface, 0, 0)", last(requests(), "set_cursor"));
        assertEquals(2, pixels()[0]);

        peer.run(() -> cursor.moved(pointer, Hit.MOVE));
        assertEquals(List.of("cursor_shape_device_v1.set_shape(7, 1)"), requests());

        peer.run(() -> cursor.moved(pointer, Hit.CONTENT));
        assertEquals(
                List.of(
                        "pointer.set_cursor(7, wl_surface, 0, 0)",
                        "surface.attach(wl_buffer, 0, 0)",
                        "surface.damage(0, 0, 64, 64)",
                        "surface.commit()"),
                requests());
    }

    @Test
    void left_afterwards_nothingIsRequested() {
        PointerCursor cursor = withShapes();
        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));
        requests();

        peer.run(() -> cursor.left(pointer));
        assertEquals(List.of("cursor_shape_device_v1.destroy()"), requests());

        peer.run(() -> cursor.setGuestCursor(picture(1, 0, 0)));
        peer.run(() -> cursor.moved(pointer, Hit.MOVE));
        peer.run(() -> cursor.left(pointer));
        assertEquals(List.of(), requests());
    }

    @Test
    void guestCursor_twoPointersOver_changesBothWithTheirSerials() {
        Proxy<WlPointer.Request> other = pointer();
        PointerCursor cursor = plain();
        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));
        peer.run(() -> cursor.entered(other, 8, Hit.CONTENT));
        requests();

        peer.run(() -> cursor.setGuestCursor(picture(1, 0, 0)));

        List<String> requests = peer.requests();
        assertTrue(requests.stream().anyMatch(r -> r.startsWith(pointer + ".set_cursor(7,")));
        assertTrue(requests.stream().anyMatch(r -> r.startsWith(other + ".set_cursor(8,")));
    }

    @Test
    void close_changeOnItsWay_destroysAllAndRequestsNothingMore() {
        PointerCursor cursor = withViewporter();
        peer.run(() -> cursor.setScale(2));
        peer.run(() -> cursor.entered(pointer, 7, Hit.CONTENT));
        peer.run(() -> cursor.setGuestCursor(picture(1, 0, 0)));
        peer.run(() -> cursor.setGuestCursor(picture(2, 0, 0)));
        String sync = last(peer.requests(), "sync");

        peer.run(cursor::close);
        assertEquals(
                List.of(
                        "viewport.destroy()",
                        "surface.destroy()",
                        "buffer.destroy()",
                        "surface.destroy()",
                        "buffer.destroy()"),
                requests());

        handled(sync);
        assertEquals(List.of(), requests());
    }
}
