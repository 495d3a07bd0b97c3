// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which of a guest's screens a command is about.
public final class ScanoutOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--scanout",
            paramLabel = "N",
            description = "which screen, from 0 (default: 0)")
    private int number;

    public int number() {
        if (number < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--scanout " + number + ": screens are counted from 0");
        }
        return number;
    }
}
