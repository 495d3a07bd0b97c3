// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.clipboard;

import dev.zeropane.control.ControlClipboard;
import dev.zeropane.control.ControlException;
import dev.zeropane.control.Instance;
import dev.zeropane.control.Instances;
import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which selection of which guest.
final class SharedSelection {
    @Parameters(index = "0", paramLabel = "NAME", description = "name or process id of zeropane ps")
    private String name;

    @Option(
            names = "--primary",
            description =
                    "what is marked, which the middle button pastes, in place of the clipboard")
    private boolean primary;

    /// The guest.
    Instance guest() {
        return Instances.find(Optional.of(name));
    }

    void copy(Instance guest, ClipboardText text) {
        try (ControlClipboard clipboard = connect(guest)) {
            clipboard.await(clipboard.copy(selection(), text));
        }
    }

    Optional<ClipboardText> paste(Instance guest) {
        try (ControlClipboard clipboard = connect(guest)) {
            return clipboard.await(clipboard.paste(selection()));
        }
    }

    /// Its name for people.
    String label() {
        return primary ? "primary selection" : "clipboard";
    }

    private Selection selection() {
        return primary ? Selection.PRIMARY : Selection.CLIPBOARD;
    }

    private static ControlClipboard connect(Instance guest) {
        return Instances.clipboard(guest, new Nobody());
    }

    /// How the device ends is said by the answer that does not come.
    private static final class Nobody implements ControlClipboard.Listener {
        @Override
        public void copied(Selection selection) {}

        @Override
        public void released(Selection selection) {}

        @Override
        public void ended(ControlException reason) {}
    }
}
