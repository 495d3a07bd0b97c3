// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.clipboard;

import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.control.Instance;
import dev.zeropane.display.clipboard.ClipboardText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `zeropane copy`.
@Command(
        name = "copy",
        description = {
            "Puts standard input into a guest's clipboard.",
            "",
            "The text, UTF-8, stays on offer when this has ended, until somebody copies something else. The guest needs spice-vdagent, and zeropane run --clipboard."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class CopyCommand implements Callable<Integer> {
    @Mixin private SharedSelection selection;

    @Override
    public Integer call() throws IOException {
        Instance guest = selection.guest();
        byte[] bytes = System.in.readNBytes(ClipboardText.MAX_BYTES + 1);
        if (bytes.length > ClipboardText.MAX_BYTES) {
            throw new CommandFailedException(
                    "standard input has more than %d bytes, the most that a guest's agent takes; nothing was copied"
                            .formatted(ClipboardText.MAX_BYTES));
        }
        ClipboardText text =
                ClipboardText.ofUtf8(bytes)
                        .orElseThrow(() ->
                                new CommandFailedException(
                                        "standard input is no text in UTF-8; nothing was copied"));
        selection.copy(guest, text);
        System.out.printf(
                "%d bytes are on offer to %s in its %s%n", text.length(), guest, selection.label());
        return 0;
    }
}
