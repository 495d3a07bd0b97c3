// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.input;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Place;
import dev.zeropane.display.keyboard.EvdevKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Input as lines of text, as in docs/control-socket.md: written by clients, read by the server.
public final class InputText {
    /// The longest line, without its end: the server takes no longer request.
    public static final int MAX_LINE = 255;

    private static final String BETWEEN = ";";

    /// As people write it.
    private static final Pattern SEPARATOR = Pattern.compile("; ?");

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,9}");
    private static final Pattern FRACTION =
            Pattern.compile("(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");
    private static final int SIZE_WORDS = 4;

    private InputText() {}

    /// What a line says.
    public sealed interface Said {
        /// Somebody did this, all at once.
        record Done(List<InputEvent> frame) implements Said {}

        /// A screen should have this size.
        record Wished(int scanout, Mode size) implements Said {}

        /// An answer is wanted when the guest has read everything from this device.
        record Asked(InputPart part) implements Said {}
    }

    /// Events as lines. They are one line, and with it one report for the guest, unless it would be
    /// too long.
    ///
    /// Keys and buttons that no guest has a code for are left out: some keyboards have such.
    public static List<String> lines(List<InputEvent> frame) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (InputEvent event : frame) {
            if (!hasCode(event)) {
                continue;
            }
            String text = text(event);
            if (!line.isEmpty() && line.length() + BETWEEN.length() + text.length() > MAX_LINE) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : BETWEEN).append(text);
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    private static boolean hasCode(InputEvent event) {
        return switch (event) {
            case InputEvent.Key(int code, _) -> EvdevKeys.isKey(code);
            case InputEvent.Button(int code, _) -> EvdevKeys.isButton(code);
            default -> true;
        };
    }

    /// A wish for a screen's size as a line.
    public static String line(int scanout, Mode size) {
        return "size " + scanout + " " + size.width() + " " + size.height();
    }

    /// The line that asks for an answer when everything is read.
    public static String line(InputPart part) {
        return "read " + part.word();
    }

    private static String text(InputEvent event) {
        return switch (event) {
            case InputEvent.Key(int code, boolean pressed) -> "key " + code + state(pressed);
            case InputEvent.ReleaseKeys _ -> "release keys";
            case InputEvent.Pointer(Place place) -> "pointer " + text(place);
            case InputEvent.Button(int code, boolean pressed) -> "button " + code + state(pressed);
            case InputEvent.ReleaseButtons _ -> "release buttons";
            case InputEvent.Wheel(int up, int right) -> "wheel " + up + " " + right;
            case InputEvent.TouchDown(int id, Place place) -> "touch " + id + " " + text(place);
            case InputEvent.TouchMove(int id, Place place) -> "move " + id + " " + text(place);
            case InputEvent.TouchUp(int id) -> "lift " + id;
            case InputEvent.TouchCancel _ -> "release touches";
        };
    }

    private static String state(boolean pressed) {
        return pressed ? " 1" : " 0";
    }

    private static String text(Place place) {
        return place.scanout() + " " + place.x() + " " + place.y();
    }

    /// Reads a line.
    ///
    /// @throws IllegalArgumentException saying what is wrong with it
    public static Said parse(String line) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("size") && words.length == SIZE_WORDS) {
            return new Said.Wished(number(words[1]), new Mode(number(words[2]), number(words[3])));
        }
        if (words[0].equals("read") && words.length == 2) {
            return new Said.Asked(InputPart.of(words[1]).orElseThrow(() -> unknown(line)));
        }
        List<InputEvent> frame = new ArrayList<>();
        for (String event : SEPARATOR.split(line, -1)) {
            frame.add(event(event));
        }
        return new Said.Done(frame);
    }

    private static InputEvent event(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0] + " " + (words.length - 1)) {
            case "key 2" -> new InputEvent.Key(key(words[1]), pressed(words[2]));
            case "button 2" -> new InputEvent.Button(button(words[1]), pressed(words[2]));
            case "pointer 3" -> new InputEvent.Pointer(place(words, 1));
            case "wheel 2" -> new InputEvent.Wheel(number(words[1]), number(words[2]));
            case "touch 4" -> new InputEvent.TouchDown(number(words[1]), place(words, 2));
            case "move 4" -> new InputEvent.TouchMove(number(words[1]), place(words, 2));
            case "lift 1" -> new InputEvent.TouchUp(number(words[1]));
            case "release 1" -> release(words[1]);
            default -> throw unknown(text);
        };
    }

    private static InputEvent release(String what) {
        return switch (what) {
            case "keys" -> new InputEvent.ReleaseKeys();
            case "buttons" -> new InputEvent.ReleaseButtons();
            case "touches" -> new InputEvent.TouchCancel();
            default -> throw unknown("release " + what);
        };
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException(
                "\"%s\" is no input: after input, lines are key CODE 0|1, pointer SCANOUT X Y, button CODE 0|1, wheel UP RIGHT, touch|move ID SCANOUT X Y, lift ID, release keys|buttons|touches, with ; between several, and size SCANOUT WIDTH HEIGHT and read keyboard|pointer|touch"
                        .formatted(text.toLowerCase(Locale.ROOT)));
    }

    private static Place place(String[] words, int first) {
        return new Place(
                number(words[first]), fraction(words[first + 1]), fraction(words[first + 2]));
    }

    private static boolean pressed(String word) {
        return switch (word) {
            case "1" -> true;
            case "0" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "\"" + word + "\" is not 1, for down, or 0, for up");
        };
    }

    private static int key(String word) {
        int code = number(word);
        if (!EvdevKeys.isKey(code)) {
            throw new IllegalArgumentException(
                    "keys have codes from %d to %d, not %s"
                            .formatted(EvdevKeys.FIRST_KEY, EvdevKeys.LAST_KEY, word));
        }
        return code;
    }

    private static int button(String word) {
        int code = number(word);
        if (!EvdevKeys.isButton(code)) {
            throw new IllegalArgumentException(
                    "buttons have codes from %d to %d, not %s"
                            .formatted(EvdevKeys.BTN_LEFT, EvdevKeys.BTN_EXTRA, word));
        }
        return code;
    }

    private static int number(String word) {
        try {
            if (WHOLE.matcher(word).matches()) {
                return Integer.parseInt(word);
            }
        } catch (NumberFormatException e) {
            // Too large.
        }
        throw new IllegalArgumentException(
                "\"%s\" is no whole number of 32 bits, written as in 120 or -7".formatted(word));
    }

    private static double fraction(String word) {
        double value = FRACTION.matcher(word).matches() ? Double.parseDouble(word) : Double.NaN;
        if (value >= 0 && value <= 1) {
            return value;
        }
        throw new IllegalArgumentException(
                "\"%s\" is no number from 0 to 1, written as in 0.25 or 5e-1".formatted(word));
    }
}
