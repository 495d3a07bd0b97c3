// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.service.CardSettings;
import picocli.CommandLine.Option;

/// The option that says how much of a guest's memory may be pinned.
public final class PinnedMixin {
    @Option(
            names = "--max-pinned",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "most guest memory that may be pinned by dma-bufs of screens; what exceeds it is"
                            + " copied (default: 512M)")
    private long limit = CardSettings.DEFAULT_MAX_PINNED;

    public long limit() {
        return limit;
    }
}
