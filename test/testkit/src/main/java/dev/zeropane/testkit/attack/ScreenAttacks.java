// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;

import dev.zeropane.builtinguest.GpuDriver.Entry;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Screens and parts that do not exist, cursors of other sizes, formats and places, and sizes asked
/// for of screens that are not there.
public final class ScreenAttacks {
    private static final int ID = 7;
    private static final int X8 = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;
    private static final int OK = VIRTIO_GPU_RESP_OK_NODATA;
    private static final int UNKNOWN = VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
    private static final int WIDE = 8;
    private static final int HUGE = 12;
    private static final int BARE = 9;
    private static final int UPDATE = VIRTIO_GPU_CMD_UPDATE_CURSOR;
    private static final int MOVE = VIRTIO_GPU_CMD_MOVE_CURSOR;

    private ScreenAttacks() {}

    public static Stream<Attack> all() {
        return Stream.of(scanouts(), flushes(), cursors(), edids()).flatMap(rows -> rows);
    }

    /// SET_SCANOUT of screens and parts that do not exist.
    private static Stream<Attack> scanouts() {
        return Stream.of(
                        IntStream.of(16, 17, 255, Integer.MAX_VALUE, Integer.MIN_VALUE, -1)
                                .mapToObj(ScreenAttacks::scanoutOfNoScreen),
                        IntStream.of(8, Integer.MIN_VALUE, -1)
                                .mapToObj(id ->
                                        Attack.answered(
                                                "unknown resource " + id,
                                                Commands.setScanout(0, id, 0, 0, 64, 48),
                                                UNKNOWN)),
                        scanoutsOutside())
                .flatMap(rows -> rows)
                .map(attack -> attack.after(ScreenAttacks::create).called("scanout"));
    }

    private static void create(HostileGuest guest) {
        guest.framebuffer(ID, 64, 48);
    }

    private static Attack scanoutOfNoScreen(int screen) {
        return new Attack(
                "screen " + screen,
                guest -> {
                    int answer = VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID;
                    guest.assertAnswer(answer, Commands.setScanout(screen, ID, 0, 0, 64, 48));
                    guest.assertAnswer(answer, Commands.setScanout(screen, 0, 0, 0, 0, 0));
                });
    }

    private static Stream<Attack> scanoutsOutside() {
        return Stream.of(
                Attack.answered(
                        "empty",
                        Commands.setScanout(0, ID, 0, 0, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "width 0",
                        Commands.setScanout(0, ID, 0, 0, 0, 48),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "height 0",
                        Commands.setScanout(0, ID, 0, 0, 64, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "too wide",
                        Commands.setScanout(0, ID, 0, 0, 65, 48),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "too high",
                        Commands.setScanout(0, ID, 0, 0, 64, 49),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "outside",
                        Commands.setScanout(0, ID, 64, 48, 1, 1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "wraps",
                        Commands.setScanout(0, ID, 1, 1, -1, -1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "wraps signed",
                        Commands.setScanout(0, ID, 0x8000_0000, 0, 0x8000_0000, 1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "all bits",
                        Commands.setScanout(0, ID, -1, -1, -1, -1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER));
    }

    /// RESOURCE_FLUSH of what is not in the image, or not shown.
    private static Stream<Attack> flushes() {
        return Stream.of(
                        flushesOutside().map(attack -> attack.after(ScreenAttacks::show)),
                        IntStream.of(0, 8, -1)
                                .mapToObj(id ->
                                        Attack.answered(
                                                "unknown resource " + id,
                                                Commands.flush(id, 0, 0, 1, 1),
                                                UNKNOWN)),
                        emptyFlushes().map(attack -> attack.after(ScreenAttacks::show)),
                        Stream.of(
                                Attack.answered(
                                        "what is not shown is nothing",
                                        Commands.flush(ID, 0, 0, 64, 48),
                                        OK)))
                .flatMap(rows -> rows)
                .map(attack -> attack.after(ScreenAttacks::create).called("flush"));
    }

    private static void show(HostileGuest guest) {
        guest.assertAnswer(OK, Commands.setScanout(0, ID, 0, 0, 64, 48));
    }

    private static Stream<Attack> flushesOutside() {
        return Stream.of(
                Attack.answered(
                        "empty, right of it",
                        Commands.flush(ID, 65, 0, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "no columns, too high",
                        Commands.flush(ID, 0, 0, 0, 49),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "too wide",
                        Commands.flush(ID, 0, 0, 65, 48),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "outside",
                        Commands.flush(ID, 0, 48, 1, 1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "x wraps",
                        Commands.flush(ID, 1, 0, -1, 48),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "y wraps",
                        Commands.flush(ID, 0, 1, 64, -1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "wraps signed",
                        Commands.flush(ID, 0x8000_0000, 0, 0x8000_0000, 1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "all bits",
                        Commands.flush(ID, -1, -1, -1, -1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER));
    }

    /// Drivers clip, and send what is left; QEMU's device takes it.
    private static Stream<Attack> emptyFlushes() {
        return Stream.of(
                Attack.answered("empty", Commands.flush(ID, 0, 0, 0, 0), OK),
                Attack.answered("no columns", Commands.flush(ID, 0, 0, 0, 48), OK),
                Attack.answered("no rows, at the bottom", Commands.flush(ID, 0, 48, 10, 0), OK),
                Attack.answered("empty, at the corner", Commands.flush(ID, 64, 48, 0, 0), OK));
    }

    /// What of cursors can be shown is; what each looks like is tested where it is shown.
    private static Stream<Attack> cursors() {
        return Stream.of(
                        cursorsOfAllKinds(),
                        IntStream.of(1, 2, 3, 4, 67, 68, 121, 134)
                                .mapToObj(ScreenAttacks::cursorOfFormat),
                        Stream.of(
                                new Attack(
                                        "taken back while it is shown",
                                        ScreenAttacks::takeTheCursorBack)))
                .flatMap(rows -> rows)
                .map(attack -> attack.after(ScreenAttacks::createCursors).called("cursor"));
    }

    private static void createCursors(HostileGuest guest) {
        guest.framebuffer(ID, 64, 64);
        guest.framebuffer(WIDE, 65, 64);
        guest.assertAnswer(OK, Commands.create(HUGE, X8, 16384, 16384));
        guest.assertAnswer(OK, Commands.create(BARE, VIRTIO_GPU_FORMAT_A8R8G8B8_UNORM, 64, 64));
    }

    private static Stream<Attack> cursorsOfAllKinds() {
        int none = VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID;
        return Stream.of(
                cursor("not 64x64", UPDATE, 0, 0, 0, WIDE, 0, 0, OK),
                cursor("of the largest size", UPDATE, 0, 0, 0, HUGE, 16383, 16383, OK),
                cursor("of it all bits", UPDATE, 0, 0, 0, HUGE, -1, 1 << 31, OK),
                cursor("unknown id", UPDATE, 0, 0, 0, 10, 0, 0, UNKNOWN),
                cursor("id of all bits", UPDATE, 0, 0, 0, -1, 0, 0, UNKNOWN),
                cursor("id 0 hides", UPDATE, 0, 0, 0, 0, 0, 0, OK),
                cursor("screen 16", UPDATE, 16, 0, 0, ID, 0, 0, none),
                cursor("screen of all bits", UPDATE, -1, 0, 0, ID, 0, 0, none),
                cursor("move on screen 16", MOVE, 16, 0, 0, 0, 0, 0, none),
                cursor("move on screen of all bits", MOVE, -1, 0, 0, 0, 0, 0, none),
                cursor("hot spot beside it", UPDATE, 0, 0, 0, ID, 64, 0, OK),
                cursor("hot spot of all bits", UPDATE, 0, 0, 0, ID, 0, -1, OK),
                cursor("move without a resource", MOVE, 0, 0, 0, 0, 0, 0, OK),
                cursor("move of an unknown id", MOVE, 0, 0, 0, 10, 0, 0, OK),
                cursor("place of all bits", UPDATE, 0, -1, -1, ID, 63, 63, OK),
                cursor("place far off", UPDATE, 15, 1 << 31, 1 << 30, ID, 0, 0, OK),
                cursor("move far off", MOVE, 0, 1 << 31, Integer.MAX_VALUE, ID, 0, 0, OK),
                cursor("without backing, other format", UPDATE, 0, 0, 0, BARE, 0, 0, OK));
    }

    private static Attack cursor(
            String name, int type, int screen, int x, int y, int id, int hotX, int hotY, int to) {
        return Attack.answeredToCursor(
                name, Commands.cursor(type, screen, x, y, id, hotX, hotY), to);
    }

    private static Attack cursorOfFormat(int format) {
        return cursor("format " + format, UPDATE, 0, 0, 0, 11, 0, 0, OK)
                .after(guest -> {
                    long page = guest.vmm().ram().allocate(16384);
                    guest.assertAnswer(OK, Commands.create(11, format, 64, 64));
                    guest.assertAnswer(OK, Commands.attach(11, 1, new Entry(page, 16384)));
                });
    }

    private static void takeTheCursorBack(HostileGuest guest) {
        byte[] update = Commands.cursor(UPDATE, 0, 0, 0, ID, 0, 0);
        guest.assertCursorAnswer(OK, update);
        guest.assertAnswer(OK, Commands.detach(ID));
        guest.assertCursorAnswer(OK, update);
        guest.assertAnswer(OK, Commands.unref(ID));
        guest.assertCursorAnswer(UNKNOWN, update);
    }

    /// Other back-ends never come back from these.
    private static Stream<Attack> edids() {
        return IntStream.of(16, 17, Integer.MAX_VALUE, Integer.MIN_VALUE, -1)
                .mapToObj(screen ->
                        Attack.answered(
                                "EDID of screen " + screen,
                                Commands.of(VIRTIO_GPU_CMD_GET_EDID, screen, 0),
                                VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER));
    }
}
