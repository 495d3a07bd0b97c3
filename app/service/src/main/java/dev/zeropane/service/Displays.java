// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Display;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import java.util.List;

/// Opens the displays of a machine.
public interface Displays {
    /// All of them, or none if one cannot be opened.
    ///
    /// @param input gets what is done to the guest there
    /// @param sizes told which sizes the windows are given; [SizeWishes#NONE] if the guest keeps
    ///   its own
    List<Display> open(InputSink input, SizeWishes sizes);
}
