// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.selection;

import dev.zeropane.linux.Fd;
import java.util.List;

/// What somebody offers in a selection.
public interface Offered {
    List<String> types();

    /// Has it written to a descriptor, which is taken.
    void give(String type, Fd fd);

    /// Something else is the selection from now on.
    default void replaced() {}
}
