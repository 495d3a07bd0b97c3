// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

/// What a guest's pointer looks like.
public sealed interface Cursor permits Cursor.NotSet, Cursor.Hidden, CursorPicture {
    /// No guest has set a cursor: a display shows its default pointer.
    Cursor NOT_SET = new NotSet();

    /// The guest wants no pointer to be visible.
    Cursor HIDDEN = new Hidden();

    /// [#NOT_SET].
    record NotSet() implements Cursor {}

    /// [#HIDDEN].
    record Hidden() implements Cursor {}
}
