// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class VmmNamesTest {
    /// As `zeropane stats` does. Displays open windows again when they are told of another guest.
    @Test
    void vmmWithoutName_isAskedAgain_thatIsNoNews() {
        List<Optional<String>> told = new ArrayList<>();
        VmmNames names = new VmmNames(List.of(told::add));
        names.connected(OptionalInt.of((int) ProcessHandle.current().pid()));
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), names.soon().join().flatMap(vmm -> vmm.name()));
        }
        names.disconnected();
        assertEquals(List.of(Optional.empty()), told);
    }
}
