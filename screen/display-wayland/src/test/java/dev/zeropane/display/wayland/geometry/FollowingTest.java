// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FollowingTest {
    private static final int UNSCALED = Layout.UNSCALED;

    private final List<Mode> wishes = new ArrayList<>();
    private long now;
    private final Following following = new Following(new Size(1280, 800), wishes::add, () -> now);

    private void given(int width, int height) {
        following.askGuest(new Size(width, height), UNSCALED);
    }

    private boolean follows(int width, int height) {
        return following.guestResized(new Size(width, height));
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 700, 120, 960x700",
        "1023, 768, 120, 960x768",
        "1024, 768, 120, 1024x768",
        "1024, 768, 240, 2048x1536",
        "1001, 701, 180, 1472x1051",
        "1, 1, 120, 320x200",
        "16384, 16384, 120, 8192x4320",
        "16384, 16384, 960, 8192x4320"
    })
    void given_anySize_isWishedInTheScreensPixels(int width, int height, int scale, String mode) {
        following.askGuest(new Size(width, height), scale);
        assertEquals(List.of(Mode.parse(mode)), wishes);
    }

    @Test
    void given_guestsOwnSize_isNoWish() {
        given(1280, 800);
        assertEquals(List.of(), wishes);
    }

    @Test
    void given_guestsOwnSizeWhileAnotherIsWished_isWished() {
        given(1024, 768);
        given(1280, 800);
        assertEquals(List.of(new Mode(1024, 768), new Mode(1280, 800)), wishes);
    }

    @Test
    void given_sameModeTwice_isWishedOnce() {
        given(1000, 700);
        given(1001, 700);
        assertTrue(follows(960, 700));
        given(1010, 700);
        assertEquals(List.of(new Mode(960, 700)), wishes);
    }

    /// A console that cannot have the size that was wished takes what it can have.
    @Test
    void anotherSize_soonAfterAWish_leavesTheWindowAsItIs() {
        given(1500, 1000);
        assertTrue(follows(1280, 720));
        assertTrue(following.isWaiting());
        assertTrue(follows(1472, 1000));
        assertFalse(following.isWaiting());
    }

    @Test
    void anotherSize_longAfterAWish_isTheGuestsOwnIdea() {
        given(1500, 1000);
        now += TimeUnit.SECONDS.toNanos(4);
        assertFalse(follows(1280, 720));
        assertFalse(following.isWaiting());
    }

    @Test
    void given_guestOfOddWidth_isNotRoundedByItsOwnSize() {
        assertFalse(follows(720, 400));
        given(720, 400);
        assertEquals(List.of(), wishes);
    }

    @Test
    void follows_modesOnTheWay_areNotTheGuestsOwn() {
        given(1000, 700);
        given(1100, 700);
        given(1200, 700);
        assertTrue(follows(960, 700));
        assertTrue(follows(1088, 700));
        assertTrue(following.isWaiting());
        assertTrue(follows(1152, 700));
        assertTrue(following.isFollowing());
        assertFalse(following.isWaiting());
        assertFalse(follows(1088, 700));
        assertFalse(following.isFollowing());
    }

    @Test
    void follows_anotherMode_isTheGuestsOwn_andTheSameMayBeWishedAgain() {
        given(1024, 768);
        now += TimeUnit.SECONDS.toNanos(4);
        assertFalse(follows(800, 600));
        given(1024, 768);
        assertEquals(List.of(new Mode(1024, 768), new Mode(1024, 768)), wishes);
    }

    @Test
    void isEcho_ofOwnSizes_forASecondUntilAnotherIsGiven() {
        following.rememberOwn(new Size(800, 600));
        following.rememberOwn(new Size(640, 480));
        assertTrue(following.isEcho(new Size(800, 600)));
        assertFalse(following.isEcho(new Size(801, 600)));
        now += TimeUnit.SECONDS.toNanos(2);
        assertFalse(following.isEcho(new Size(800, 600)));

        following.rememberOwn(new Size(640, 480));
        given(1000, 700);
        assertFalse(following.isEcho(new Size(640, 480)));
    }
}
