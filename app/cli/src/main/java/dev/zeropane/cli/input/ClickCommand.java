// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.input;

import dev.zeropane.cli.option.ScanoutOption;
import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.control.ControlException;
import dev.zeropane.control.Fields;
import dev.zeropane.control.Instance;
import dev.zeropane.control.Instances;
import dev.zeropane.control.input.InputPart;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Place;
import dev.zeropane.display.keyboard.EvdevKeys;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `zeropane click`.
@Command(
        name = "click",
        description = {
            "Moves a guest's pointer to a pixel of its screen, and clicks there.",
            "",
            "It returns when the guest has read it; the guest needs a tablet of ours, as zeropane run and demo give it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class ClickCommand implements Callable<Integer> {
    /// A button of a mouse.
    enum Button {
        LEFT(EvdevKeys.BTN_LEFT),
        MIDDLE(EvdevKeys.BTN_MIDDLE),
        RIGHT(EvdevKeys.BTN_RIGHT);

        private final int code;

        Button(int code) {
            this.code = code;
        }
    }

    @Parameters(index = "0", paramLabel = "NAME", description = "name or process id of zeropane ps")
    private String name;

    @Parameters(index = "1", paramLabel = "X", description = "pixels from the left edge")
    private int x;

    @Parameters(index = "2", paramLabel = "Y", description = "pixels from the upper edge")
    private int y;

    @Option(
            names = "--button",
            paramLabel = "BUTTON",
            description = "left, middle or right (default: left)")
    private Button button = Button.LEFT;

    @Option(names = "--double", description = "click twice")
    private boolean twice;

    @Mixin private ScanoutOption scanout;

    @Override
    public Integer call() {
        Instance instance = Instances.find(Optional.of(name));
        Place place = place(instance);
        try (GuestHands hands = new GuestHands(instance, InputPart.POINTER)) {
            hands.step(new InputEvent.Pointer(place));
            for (int i = 0; i < (twice ? 2 : 1); i++) {
                hands.step(new InputEvent.Button(button.code, true));
                hands.step(new InputEvent.Button(button.code, false));
            }
            return 0;
        }
    }

    private Place place(Instance instance) {
        Fields stats =
                instance.stats()
                        .orElseThrow(() -> new ControlException(instance + " does not answer"));
        int number = scanout.number();
        List<Fields> screens = stats.objects("scanouts");
        Fields screen =
                screens.stream()
                        .filter(s -> s.number("scanout") == number)
                        .findFirst()
                        .orElseThrow(() ->
                                new CommandFailedException(
                                        "%s has no screen %d: its screens are numbered from 0 to %d"
                                                .formatted(instance, number, screens.size() - 1)));
        if (screen.find("width").isEmpty()) {
            throw new CommandFailedException(
                    "screen " + number + " of " + instance + " shows nothing to click on");
        }
        int width = screen.integer("width");
        int height = screen.integer("height");
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new CommandFailedException(
                    "(%d, %d) is outside of screen %d of %s: it has %dx%d pixels, so X is from 0 to %d and Y from 0 to %d"
                            .formatted(
                                    x, y, number, instance, width, height, width - 1, height - 1));
        }
        return Place.ofPixel(number, x, y, width, height);
    }
}
