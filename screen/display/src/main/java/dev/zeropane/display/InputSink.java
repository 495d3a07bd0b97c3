// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.List;

/// Where a display hands on what is done to the guest. Any thread may call it; it neither blocks
/// nor throws.
public interface InputSink {
    /// One that takes no notice of anything.
    InputSink NONE = frame -> {};

    /// Things that happened together, in their order: what the guest is told as one, such as the
    /// place of the pointer and the button that was pressed there. Events that a sink is not made
    /// for, it ignores.
    void input(List<InputEvent> frame);

    /// One that hands everything to each of several, such as keyboard, tablet and touch screen.
    static InputSink all(List<? extends InputSink> sinks) {
        List<InputSink> each = List.copyOf(sinks);
        return frame -> each.forEach(sink -> sink.input(frame));
    }
}
