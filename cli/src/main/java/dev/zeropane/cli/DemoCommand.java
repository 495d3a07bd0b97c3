// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import static java.lang.System.Logger.Level.ERROR;

import dev.zeropane.control.ControlClient;
import dev.zeropane.control.ControlException;
import dev.zeropane.control.ControlServer;
import dev.zeropane.display.Display;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.service.GpuService;
import dev.zeropane.service.GpuSettings;
import dev.zeropane.service.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `zeropane demo`: a guest, our device and a display, all in one command.
@Command(
        name = "demo",
        description = {
            "Shows a guest's screen.",
            "",
            "The guest is a small Linux in QEMU, or with --guest builtin a driver within this"
                    + " process that needs nothing but Java. In a terminal, a Linux guest's shell"
                    + " is yours to type in."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(DemoCommand.class.getName());

    enum GuestKind {
        LINUX,
        BUILTIN;

        /// As typed, and as a shell completes it.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--guest",
            paramLabel = "linux|builtin",
            description = "which guest to run (default: linux)")
    private GuestKind guest = GuestKind.LINUX;

    @Mixin private DisplayMixin display;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = ModeConverter.class,
            description = "size of the guest's screen (default: 1280x800)")
    private Mode size = Mode.DEFAULT;

    @Option(names = "--seconds", paramLabel = "N", description = "end after so many seconds")
    private Optional<Integer> seconds = Optional.empty();

    @Option(
            names = "--screenshot",
            paramLabel = "FILE",
            description = "write what the screen shows at the end to this PNG file")
    private Optional<Path> screenshot = Optional.empty();

    /// Open until there is nothing more to be seen.
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (wantsVmm() && guest == GuestKind.BUILTIN) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--display vmm: the built-in guest runs without a VMM that could show it");
        }
        if (seconds.filter(n -> n < 1).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds " + seconds.get() + ": at least 1");
        }
        Mode mode = size.withImportablePitch();
        if (!mode.equals(size)) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "screen of "
                            + mode.width()
                            + "x"
                            + mode.height()
                            + ": widths are multiples of 64, so that GPUs can import the picture");
        }
        // Made before anything is started, so that it need not be undone if it fails.
        Optional<LinuxGuest.Kit> kit =
                guest == GuestKind.LINUX
                        ? Optional.of(LinuxGuest.prepare(wantsVmm()))
                        : Optional.empty();
        TemporaryDirectory directory = new TemporaryDirectory();
        Path socket = directory.path().resolve("gpu.sock");
        GpuService service;
        try {
            service = start(socket, mode);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
        ControlServer control = ControlServer.start(service.control(), Optional.of(socket));
        // The guest is the last to start and the first to stop.
        List<DemoGuest> started = new ArrayList<>();
        AtomicBoolean taken = new AtomicBoolean(screenshot.isEmpty());
        Runnable cleanUp =
                () -> {
                    takeScreenshot(taken, control);
                    started.forEach(DemoGuest::close);
                    control.close();
                    service.close();
                    directory.close();
                };
        try (OnExit _ = new OnExit(cleanUp)) {
            DemoGuest running =
                    kit.isPresent()
                            ? LinuxGuest.start(kit.get(), socket, directory.path())
                            : BuiltinGuestRunner.start(socket, mode);
            started.add(running);
            report(control.connect());
            int result = wait(running);
            return takeScreenshot(taken, control) ? result : 1;
        }
    }

    private boolean wantsVmm() {
        return display.vmm().isPresent();
    }

    private GpuService start(Path socket, Mode mode) {
        UnixServerSocket listener = UnixServerSocket.listen(socket);
        try {
            List<Display> opened =
                    display.open(InputSink.NONE, SizeWishes.NONE, _ -> over.countDown());
            return GpuService.listen(
                    listener,
                    GpuSettings.builder()
                            .sizes(Optional.of(ScreenSizes.fixed(mode)))
                            .displays(opened)
                            .vmm(display.vmm())
                            .build(),
                    () -> {});
        } catch (RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /// Says where to look, once there is something to see.
    private void report(ControlClient client) {
        Thread.ofPlatform()
                .daemon()
                .name("zeropane-progress")
                .start(() -> {
                    try (client) {
                        awaitPicture(client);
                    } catch (ControlException e) {
                        // The demo is over before the guest has drawn anything.
                        return;
                    }
                    for (DisplayOption option : display.displays()) {
                        if (option instanceof DisplayOption.Wayland) {
                            LOG.log(
                                    System.Logger.Level.INFO,
                                    "the guest draws: it is in its window; Ctrl+Alt+F is full"
                                            + " screen");
                        } else if (option instanceof DisplayOption.Png(Path directory)) {
                            LOG.log(
                                    System.Logger.Level.INFO,
                                    "the guest draws: look at "
                                            + directory.resolve("screen-0.png")
                                            + ", renewed while it changes");
                        }
                    }
                });
    }

    private static void awaitPicture(ControlClient client) {
        AtomicBoolean shown = new AtomicBoolean();
        client.watch(0);
        while (!shown.get()) {
            client.next(Duration.ofHours(1), _ -> shown.set(true), () -> {});
        }
    }

    /// Waits until the guest ends, its window is closed or the time is over.
    private int wait(DemoGuest running) throws InterruptedException {
        Thread _ =
                Thread.ofPlatform()
                        .daemon()
                        .name("zeropane-guest-end")
                        .start(() -> awaitEnd(running));
        if (seconds.isPresent()) {
            boolean _ = over.await(seconds.get(), TimeUnit.SECONDS);
        } else {
            over.await();
        }
        return running.failure()
                .map(message -> {
                    LOG.log(ERROR, message);
                    return 1;
                })
                .orElse(0);
    }

    private void awaitEnd(DemoGuest running) {
        try {
            boolean _ = running.awaitEnd(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        over.countDown();
    }

    /// Writes the screenshot that was asked for, once: at the end or when interrupted.
    ///
    /// @return false if it could not be written, which was said
    private boolean takeScreenshot(AtomicBoolean taken, ControlServer control) {
        if (taken.getAndSet(true)) {
            return true;
        }
        Path file = screenshot.orElseThrow();
        try (ControlClient client = control.connect()) {
            Screenshot.write(client, 0, file);
            return true;
        } catch (RuntimeException | Error e) {
            LOG.log(ERROR, "no screenshot in " + file + ": " + e.getMessage());
            return false;
        }
    }
}
