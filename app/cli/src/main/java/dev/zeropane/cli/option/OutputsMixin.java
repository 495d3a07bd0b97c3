// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.gpu.GpuOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The option that says how many screens a guest may have.
public final class OutputsMixin {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private int count = 1;

    @Option(
            names = "--max-outputs",
            paramLabel = "N",
            description = "screens offered to the guest, 1 to 16 (default: 1)")
    void count(int wanted) {
        if (wanted < 1 || wanted > GpuOptions.MAX_OUTPUTS) {
            throw new ParameterException(
                    command.commandLine(), "--max-outputs " + wanted + ": 1 to 16 are possible");
        }
        count = wanted;
    }

    public int count() {
        return count;
    }
}
