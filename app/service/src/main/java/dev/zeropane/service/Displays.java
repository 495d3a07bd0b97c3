// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Display;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import java.util.List;

/// Opens the displays of a machine.
public interface Displays {
    /// Opens all displays, or none if one cannot be opened.
    ///
    /// @param input gets the users' input
    /// @param sizes gets the sizes of windows; [SizeWishes#NONE] if the guest's sizes are fixed
    List<Display> open(InputSink input, SizeWishes sizes);
}
