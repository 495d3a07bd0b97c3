// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.input;

import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.control.ControlException;
import dev.zeropane.control.Instances;
import dev.zeropane.control.input.InputPart;
import dev.zeropane.display.keyboard.KeyLayout;
import dev.zeropane.display.keyboard.Stroke;
import dev.zeropane.display.keyboard.TypedText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `zeropane type`.
@Command(
        name = "type",
        description = {
            "Types a text on a guest's keyboard.",
            "",
            "The end of a line is Enter. If the layout lacks a character, nothing is typed. It returns when the guest has read all keys; the guest needs a keyboard of ours, as zeropane run and demo give it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class TypeCommand implements Callable<Integer> {
    /// Some hours of typing.
    private static final int MAX_BYTES = 1 << 20;

    /// What Java makes of arguments that are not in the locale's character set.
    private static final char UNKNOWN = '\ufffd';

    @Parameters(index = "0", paramLabel = "NAME", description = "name or process id of zeropane ps")
    private String name;

    @Parameters(index = "1", paramLabel = "TEXT", description = "the text; - for standard input")
    private String text;

    @Mixin private LayoutOption layout;

    @Override
    public Integer call() throws IOException {
        String typed = text.equals("-") ? standardInput() : argument();
        KeyLayout keys = layout.layout();
        // Before the guest, which may keep us waiting, and whose Caps Lock takes no character away.
        List<List<Stroke>> _ = strokes(typed, keys, false);
        try (GuestHands hands =
                new GuestHands(Instances.find(Optional.of(name)), InputPart.KEYBOARD)) {
            type(strokes(typed, keys, hands.hasCapsLock()), hands);
            return 0;
        }
    }

    private static void type(List<List<Stroke>> characters, GuestHands hands) {
        int done = 0;
        try {
            for (List<Stroke> strokes : characters) {
                strokes.forEach(hands::press);
                done++;
            }
        } catch (ControlException e) {
            throw new CommandFailedException(
                    "after %d of %d characters: %s"
                            .formatted(done, characters.size(), e.getMessage()));
        }
    }

    private List<List<Stroke>> strokes(String typed, KeyLayout keys, boolean capsLock) {
        try {
            return TypedText.of(typed, keys, layout.name(), capsLock);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(e.getMessage() + "; nothing was typed");
        }
    }

    private String argument() {
        if (text.indexOf(UNKNOWN) >= 0) {
            throw new CommandFailedException(
                    "TEXT has characters that the locale does not: set LC_ALL=C.UTF-8, or give the text on standard input (TEXT -)");
        }
        return text;
    }

    private static String standardInput() throws IOException {
        byte[] bytes = System.in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new CommandFailedException(
                    "standard input has more than " + MAX_BYTES + " bytes: that would take hours");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new CommandFailedException("standard input is no text in UTF-8");
        }
    }
}
