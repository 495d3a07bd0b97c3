// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.globals;

import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Globals;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlOutput;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The scales of the compositor's outputs.
public final class Outputs {

    private final Runnable changed;
    private final Map<Globals.Global, Output> all = new HashMap<>();

    private static final class Output {
        private Proxy<WlOutput.Request> proxy;
        private int scale = 1;
    }

    /// @param changed called when a scale changed
    public Outputs(Runnable changed) {
        this.changed = changed;
    }

    public void added(Globals globals, Globals.Global global) {
        Output output = new Output();
        output.proxy =
                globals.bind(
                        global,
                        WlOutput.INTERFACE,
                        (event, arguments) -> event(output, event, arguments));
        all.put(global, output);
    }

    private void event(Output output, WlOutput.Event event, Arguments arguments) {
        switch (event) {
            case SCALE -> {
                output.scale = arguments.integer();
                changed.run();
            }
            case GEOMETRY, MODE, DONE, NAME, DESCRIPTION -> {}
        }
    }

    public void removed(Globals.Global global) {
        Output output = all.remove(global);
        if (output != null && output.proxy.has(WlOutput.Request.RELEASE)) {
            output.proxy.request(WlOutput.Request.RELEASE).send();
        }
    }

    /// The largest scale of the outputs that a window has entered; 1 if there are none.
    public int largestScale(Set<Proxy<?>> entered) {
        int largest = 1;
        for (Output output : all.values()) {
            if (entered.contains(output.proxy)) {
                largest = Math.max(largest, output.scale);
            }
        }
        return largest;
    }
}
