// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.gpu.protocol.GpuCommand;
import dev.zeropane.gpu.protocol.GpuResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What surfaces are told of the pointer.
final class CursorPlaneTest {
    private static final int ID = 7;

    private final TableRig rig = new TableRig(1 << 20);
    private final CursorPlane plane = rig.cursorPlane();
    private final List<Cursor> told = rig.importer.cursors();

    @AfterEach
    void close() {
        rig.close();
    }

    private void update(int id, int hotX, int hotY) {
        assertEquals(
                GpuResponse.OK,
                plane.execute(new GpuCommand.UpdateCursor(0, 1, 2, id, hotX, hotY)));
    }

    private void move(int id) {
        assertEquals(GpuResponse.OK, plane.execute(new GpuCommand.MoveCursor(0, 3, 4, id)));
    }

    private CursorPicture last() {
        return assertInstanceOf(CursorPicture.class, told.getLast());
    }

    @Test
    void update_resourceWithoutAlpha_hasTheAlphaThatIsInIt() {
        rig.create(ID);
        rig.draw(ID, 0, 0, 0x80404040);
        rig.draw(ID, 63, 15, 0x01020304);
        update(ID, 63, 15);
        assertEquals(0x80404040, last().argb()[0]);
        assertEquals(0, last().argb()[1]);
        assertEquals(0x01020304, last().argb()[64 * 16 - 1]);
        assertEquals(List.of(64, 16), List.of(last().width(), last().height()));
        assertEquals(List.of(63, 15), List.of(last().hotX(), last().hotY()));
    }

    @Test
    void move_hidesAndShowsAgain_andSaysNothingTwice() {
        rig.create(ID);
        update(ID, 0, 0);
        Cursor picture = last();
        move(ID);
        move(0);
        move(0);
        move(ID);
        move(ID);
        assertEquals(List.of(picture, Cursor.HIDDEN, picture), told);
    }

    @Test
    void move_beforeAnyPicture_showsTheDisplaysOwn() {
        move(ID);
        assertEquals(List.of(), told);
        move(0);
        move(ID);
        assertEquals(List.of(Cursor.HIDDEN, Cursor.NOT_SET), told);
    }

    @Test
    void reset_notSetAgain_andTheNextGuestCannotBringTheLastOnesBack() {
        plane.reset();
        assertEquals(List.of(), told);
        rig.create(ID);
        update(ID, 0, 0);
        Cursor picture = last();
        plane.reset();
        move(ID);
        assertEquals(List.of(picture, Cursor.NOT_SET), told);
    }

    private RecordingSurface attach() {
        RecordingSurface late = new RecordingSurface(false);
        rig.table().addSurface(rig.scanout(0), "late", late);
        return late;
    }

    @Test
    void surfaceThatComesLater_isToldThePointerAndItsPlace() {
        rig.create(ID);
        rig.show(0, ID);
        update(ID, 0, 0);
        RecordingSurface late = attach();
        assertEquals(List.of(last()), late.cursors());
        assertEquals(List.of(new RecordingSurface.Spot(1, 2)), late.spots());
        move(0);
        RecordingSurface later = attach();
        assertEquals(List.of(Cursor.HIDDEN), later.cursors());
        assertEquals(List.of(new RecordingSurface.Spot(3, 4)), later.spots());
        plane.reset();
        RecordingSurface last = attach();
        assertEquals(List.of(), last.cursors());
        assertEquals(List.of(), last.spots());
    }

    /// The guest does not set it again for whoever looks next.
    @Test
    void pointerThatWasSetWhileNobodyLooked_isToldToWhoeverComes() {
        rig.scanout(0).remove(rig.importer);
        rig.create(ID);
        rig.draw(ID, 0, 0, 0x80404040);
        update(ID, 0, 0);
        rig.draw(ID, 0, 0, 0);
        RecordingSurface late = attach();
        assertEquals(
                0x80404040,
                assertInstanceOf(CursorPicture.class, late.cursors().getLast()).argb()[0]);
    }

    @Test
    void flush_empty_tellsNothing() {
        rig.create(ID);
        rig.show(0, ID);
        rig.flushNothing(ID);
        assertEquals(List.of(), rig.importer.damaged());
        rig.flush(ID);
        assertEquals(1, rig.importer.damaged().size());
    }
}
