// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.view;

import dev.zeropane.cli.option.DisplayOption;
import dev.zeropane.cli.option.Doors;
import dev.zeropane.cli.option.ListenMixin;
import dev.zeropane.cli.option.Screens;
import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.option.WaylandMixin;
import dev.zeropane.cli.process.OnExit;
import dev.zeropane.cli.process.ProcessEnd;
import dev.zeropane.control.ControlException;
import dev.zeropane.control.DeviceEndedException;
import dev.zeropane.control.Instance;
import dev.zeropane.control.Instances;
import dev.zeropane.service.Displays;
import dev.zeropane.service.view.ViewService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `zeropane view`.
@Command(
        name = "view",
        description = {
            "Shows a guest that runs already, and does to it what people do there.",
            "",
            "The guest's screens come from the process that serves its graphics card, over its control"
                    + " socket: as the guest's own pages where a display takes dma-bufs, else as one"
                    + " copy that follows what changes. The guest does not notice. Keys and pointer go"
                    + " back if its keyboard is one of ours, as with zeropane run."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class ViewCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(ViewCommand.class.getName());

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "name or process id of zeropane ps")
    private String name;

    @Option(
            names = "--display",
            paramLabel = "DISPLAY",
            converter = DisplayOption.Converter.class,
            description = {
                "where screens are shown; may repeat (default: wayland in a Wayland session, else web)",
                "wayland: in windows of the Wayland session; closing one ends the view",
                "web[:PORT]: on a page for browsers on this machine (but see --listen), at this port, or the first free"
                        + " one from 8006 on; its address is printed",
                "vnc[:PORT]: for VNC viewers on this machine (but see --listen), at this port, or the first free one from"
                        + " 5900 on",
                "png:DIR: in PNG files"
            })
    private List<DisplayOption> displays = List.of();

    @Mixin private WaylandMixin wayland;

    @Mixin private ListenMixin listen;

    @Option(
            names = "--wait",
            description =
                    "wait until there is a guest of that name, and when it has ended for the next, which"
                            + " is shown in the same place")
    private boolean wait;

    @Override
    public Integer call() throws InterruptedException {
        List<DisplayOption> shown = displays.isEmpty() ? List.of(usual()) : displays;
        Doors doors =
                listen.doors(
                        shown.stream().anyMatch(DisplayOption.Vnc.class::isInstance),
                        shown.stream().anyMatch(DisplayOption.Web.class::isInstance));
        if (DisplayOption.vmm(shown).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--display vmm: QEMU shows only what its own device hands it; use wayland, web, vnc"
                            + " or png:DIR");
        }
        Instance device = wait ? await() : Instances.find(Optional.of(name));
        ViewService view = ViewService.start(device, open(device, shown, doors));
        try (OnExit _ = new OnExit(view::close)) {
            while (true) {
                LOG.log(System.Logger.Level.INFO, "showing " + device);
                ControlException reason = view.awaitEnd();
                if (!(reason instanceof DeviceEndedException)) {
                    throw reason;
                }
                LOG.log(System.Logger.Level.INFO, device + " has ended");
                if (!wait) {
                    return 0;
                }
                device = goOn(view);
            }
        }
    }

    private DisplayOption usual() {
        return WaylandMixin.hasSession() && !listen.isAsked()
                ? new DisplayOption.Wayland()
                : new DisplayOption.Web(OptionalInt.empty());
    }

    private Displays open(Instance device, List<DisplayOption> shown, Doors doors) {
        int screens = ViewService.screens(device);
        return (input, sizes) ->
                DisplayOption.open(
                        shown,
                        new Screens(
                                screens,
                                input,
                                sizes,
                                () -> wayland.open(input, sizes, _ -> windowClosed()),
                                Screens.printed(spec),
                                doors));
    }

    /// Ends the process, on another thread than the display's, which is waited for.
    private static void windowClosed() {
        Thread.ofPlatform().daemon().name("zeropane-closed").start(() -> ProcessEnd.exit(0));
    }

    /// Shows the next device that can be shown.
    private Instance goOn(ViewService view) throws InterruptedException {
        while (true) {
            Instance next = await();
            try {
                view.goOnWith(next);
                return next;
            } catch (ControlException e) {
                // It has ended meanwhile.
                Thread.sleep(BETWEEN_LOOKS);
            }
        }
    }

    /// Waits until a device of that name answers.
    private Instance await() throws InterruptedException {
        boolean said = false;
        while (true) {
            List<Instance> found =
                    Instances.all().stream()
                            .filter(device -> device.stats().isPresent() && device.isCalled(name))
                            .toList();
            if (!found.isEmpty()) {
                return found.getFirst();
            }
            if (!said) {
                said = true;
                LOG.log(System.Logger.Level.INFO, "waiting for a guest called " + name);
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }
}
