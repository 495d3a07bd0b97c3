// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.List;

/// Takes the input that people make on a display. Any thread may call it; it neither blocks nor
/// throws.
public interface InputSink {
    /// Ignores all input.
    InputSink NONE = frame -> {};

    /// Takes events that happened together, in their order, such as the place of the pointer and
    /// the button that was pressed there. The guest gets them as one report. A sink ignores events
    /// of other devices.
    void input(List<InputEvent> frame);

    /// A sink that passes all events to each of several sinks, such as keyboard, tablet and touch
    /// screen.
    static InputSink all(List<? extends InputSink> sinks) {
        List<InputSink> each = List.copyOf(sinks);
        return frame -> each.forEach(sink -> sink.input(frame));
    }
}
