// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.clipboard;

import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.control.Instance;
import dev.zeropane.display.clipboard.ClipboardText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `zeropane paste`.
@Command(
        name = "paste",
        description = {
            "Writes what a guest has copied to standard output.",
            "",
            "Byte for byte, as UTF-8. The guest needs spice-vdagent, and zeropane run --clipboard."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class PasteCommand implements Callable<Integer> {
    @Mixin private SharedSelection selection;

    @Override
    public Integer call() {
        Instance guest = selection.guest();
        byte[] bytes =
                selection
                        .paste(guest)
                        .map(ClipboardText::utf8)
                        .orElseThrow(() ->
                                new CommandFailedException(
                                        "%s offers no text of its own in its %s: nobody has copied there since the host did, or its spice-vdagent does not run or answer, or the text has more than %d bytes"
                                                .formatted(
                                                        guest,
                                                        selection.label(),
                                                        ClipboardText.MAX_BYTES)));
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
        return 0;
    }
}
