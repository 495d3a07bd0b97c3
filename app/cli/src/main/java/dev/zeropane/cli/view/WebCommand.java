// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.view;

import dev.zeropane.cli.option.Doors;
import dev.zeropane.cli.option.ListenMixin;
import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.option.WebFaults;
import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.cli.process.OnExit;
import dev.zeropane.control.ControlException;
import dev.zeropane.control.Instance;
import dev.zeropane.display.web.CannotListenException;
import dev.zeropane.display.web.http.WebGuest;
import dev.zeropane.display.web.http.WebOptions;
import dev.zeropane.display.web.http.WebServer;
import dev.zeropane.service.view.ViewService;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `zeropane web`.
@Command(
        name = "web",
        description = {
            "Shows all guests of this user that run, on a page for browsers on this machine; on others with --listen.",
            "",
            "Guests come and go. The address, which is printed, is all that is needed to see them and"
                    + " to type there: keep it to yourself."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class WebCommand implements Callable<Integer> {
    private static final int MAX_PORT = 0xffff;

    @Spec private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "where the page is served (default: the first free port from 8006 on)")
    private Optional<Integer> port = Optional.empty();

    @Mixin private ListenMixin listen;

    @Override
    public Integer call() throws InterruptedException {
        if (port.filter(number -> number < 1 || number > MAX_PORT).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--port " + port.get() + ": from 1 to " + MAX_PORT);
        }
        WebServer server = open();
        Wall wall = new Wall(device -> show(device, server), System::nanoTime);
        try (OnExit _ =
                new OnExit(() -> {
                    wall.close();
                    server.close();
                })) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("the guests are at " + server.address());
            out.flush();
            wall.follow();
        }
        return 0;
    }

    private static Wall.View show(Instance device, WebServer server) {
        ViewService view =
                ViewService.start(
                        device,
                        (input, sizes) ->
                                List.of(
                                        server.guest(
                                                new WebGuest(
                                                        Optional.of(device.name()),
                                                        ViewService.screens(device),
                                                        input,
                                                        sizes))));
        return new Wall.View() {
            @Override
            public Optional<ControlException> ended() {
                return view.ended();
            }

            @Override
            public void close() {
                view.close();
            }
        };
    }

    private WebServer open() {
        Doors doors = listen.doors(false, true);
        try {
            return WebServer.open(
                    new WebOptions(
                            doors.web(),
                            doors.port(port.map(OptionalInt::of).orElseGet(OptionalInt::empty))),
                    new WebFaults());
        } catch (CannotListenException e) {
            throw new CommandFailedException("zeropane web: " + e.getMessage());
        }
    }
}
