// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.instance;

import dev.zeropane.cli.option.ScanoutOption;
import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.process.ProcessEnd;
import dev.zeropane.control.ControlClient;
import dev.zeropane.control.FrameMessage;
import dev.zeropane.control.Instances;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.json.Json;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `zeropane watch`.
@Command(
        name = "watch",
        description = {
            "Says what a guest's screen shows, a line for each frame.",
            "",
            "Frames that follow too fast are skipped; gaps in the sequence numbers say how many. The"
                    + " pictures themselves go to programs that speak the control socket's protocol"
                    + " (docs/control-socket.md)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class WatchCommand implements Callable<Integer> {
    private static final Duration TURN = Duration.ofHours(1);
    private static final int STANDARD_OUTPUT = 1;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "name or process id of zeropane ps")
    private String name;

    @Mixin private ScanoutOption scanout;

    @Option(names = "--frames", paramLabel = "N", description = "end after so many lines")
    private Optional<Long> frames = Optional.empty();

    @Option(names = "--json", description = "print a JSON object for each frame")
    private boolean json;

    @Override
    public Integer call() {
        if (frames.filter(n -> n < 1).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--frames " + frames.get() + ": at least 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        int number = scanout.number();
        endWithReader();
        try (ControlClient client = Instances.connect(name)) {
            client.watchLive(number);
            long left = frames.orElse(Long.MAX_VALUE);
            while (left > 0 && !out.checkError()) {
                if (client.next(
                        TURN,
                        frame -> out.println(json ? json(number, frame) : text(frame)),
                        () -> out.println(json ? offJson(number) : "off"))) {
                    left--;
                    out.flush();
                }
            }
            return 0;
        }
    }

    /// Ends the process when nobody reads any more what is printed, as in `zeropane watch NAME |
    /// head -1`: a screen may be still for ever, and so nothing may be written that fails.
    private static void endWithReader() {
        Thread _ =
                Thread.ofPlatform()
                        .daemon()
                        .name("zeropane-reader")
                        .start(() -> {
                            try {
                                Fd output = Fd.inherited(STANDARD_OUTPUT);
                                while (!output.awaitReaderGone(TURN)) {}
                                ProcessEnd.exit(0);
                            } catch (LinuxException e) {
                                // There is none; what is printed says so.
                            }
                        });
    }

    private static String text(FrameMessage message) {
        Frame frame = message.frame();
        return "%d: %dx%d %s stride %d %s damage %s"
                .formatted(
                        message.sequence(),
                        frame.width(),
                        frame.height(),
                        FrameMessage.fourcc(frame.format()),
                        frame.stride(),
                        message.memory(),
                        message.damage());
    }

    private static String json(int scanout, FrameMessage message) {
        Frame frame = message.frame();
        Rect damage = message.damage();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "frame");
        members.put("scanout", scanout);
        members.put("sequence", message.sequence());
        members.put("width", frame.width());
        members.put("height", frame.height());
        members.put("fourcc", FrameMessage.fourcc(frame.format()));
        members.put("stride", frame.stride());
        members.put("memory", message.memory().toString());
        members.put("damage", FrameMessage.rect(damage));
        return Json.write(members);
    }

    private static String offJson(int scanout) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "off");
        members.put("scanout", scanout);
        return Json.write(members);
    }
}
