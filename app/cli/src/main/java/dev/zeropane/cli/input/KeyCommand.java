// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.input;

import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.control.Instances;
import dev.zeropane.control.input.InputPart;
import dev.zeropane.display.keyboard.KeyCombination;
import dev.zeropane.display.keyboard.KeyLayout;
import dev.zeropane.display.keyboard.KeyNames;
import dev.zeropane.display.keyboard.Stroke;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `zeropane key`.
@Command(
        name = "key",
        description = {
            "Presses keys of a guest's keyboard, such as ctrl-alt-f2.",
            "",
            "Keys have the names of Linux (KEY_LEFTCTRL or leftctrl), QEMU (ctrl, ret) or X11 (Control_L, Return), in small or capital letters; a single character is the key that makes it. Those joined by - are pressed together, one argument after the other. It returns when the guest has read all keys; the guest needs a keyboard of ours, as zeropane run and demo give it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class KeyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "name or process id of zeropane ps")
    private Optional<String> name = Optional.empty();

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEYS",
            description = "such as ctrl-alt-delete, esc or F5")
    private List<String> keys = List.of();

    @Option(names = "--list", description = "print the names of all keys")
    private boolean list;

    @Mixin private LayoutOption layout;

    @Override
    public Integer call() {
        if (list) {
            PrintWriter out = spec.commandLine().getOut();
            KeyNames.lines().forEach(out::println);
            return 0;
        }
        String guest = name.orElseThrow(() -> usage("NAME and KEYS are missing"));
        if (keys.isEmpty()) {
            throw usage("KEYS are missing: such as ctrl-alt-f2 (--list names all)");
        }
        List<Stroke> strokes = strokes();
        try (GuestHands hands =
                new GuestHands(Instances.find(Optional.of(guest)), InputPart.KEYBOARD)) {
            strokes.forEach(hands::press);
            return 0;
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private List<Stroke> strokes() {
        KeyLayout known = layout.layout();
        try {
            return keys.stream().map(text -> KeyCombination.parse(text, known)).toList();
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(e.getMessage());
        }
    }
}
