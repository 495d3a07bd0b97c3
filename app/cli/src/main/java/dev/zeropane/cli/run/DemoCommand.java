// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.run;

import static java.lang.System.Logger.Level.ERROR;

import dev.zeropane.cli.instance.Screenshot;
import dev.zeropane.cli.option.DeviceKind;
import dev.zeropane.cli.option.DeviceMixin;
import dev.zeropane.cli.option.DisplayMixin;
import dev.zeropane.cli.option.DisplayOption;
import dev.zeropane.cli.option.ModeConverter;
import dev.zeropane.cli.option.OutputsMixin;
import dev.zeropane.cli.option.Version;
import dev.zeropane.cli.process.OnExit;
import dev.zeropane.cli.process.Terminal;
import dev.zeropane.control.ControlClient;
import dev.zeropane.control.ControlServer;
import dev.zeropane.display.Mode;
import dev.zeropane.qemu.process.RunningQemu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
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
            "The guest is a small Linux that runs as with zeropane run, or with --guest builtin a driver within this"
                    + " process that needs nothing but Java. In a terminal, a Linux guest's shell"
                    + " is yours to type in."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class DemoCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(DemoCommand.class.getName());

    /// QEMU says no more than "The console requires display DMABUF support".
    private static final String NO_GPU =
            "; its window needs a GPU whose driver shares buffers (EGL_EXT_image_dma_buf_import):"
                    + " without one, use --display png:DIR";

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

    @Mixin private DeviceMixin device;

    @Mixin private OutputsMixin outputs;

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
            description =
                    "write what the screen shows at the end to this PNG file; - for standard output")
    private Optional<String> screenshot = Optional.empty();

    /// Open until there is nothing more to be seen.
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds.filter(n -> n < 1).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds " + seconds.get() + ": at least 1");
        }
        Mode mode = size.withImportablePitch();
        if (guest == GuestKind.BUILTIN) {
            requireBuiltinCan();
        }
        if (!mode.equals(size)) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "screen of "
                            + mode.width()
                            + "x"
                            + mode.height()
                            + ": widths are multiples of 64, so that GPUs can import the picture");
        }
        return guest == GuestKind.LINUX ? linux(mode) : builtin(mode);
    }

    private void requireBuiltinCan() {
        if (display.vmm().isPresent()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--display vmm: the built-in guest runs without a VMM that could show it");
        }
        if (device.kind() == DeviceKind.VGA || outputs.count() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    (device.kind() == DeviceKind.VGA
                                    ? "--device vga"
                                    : "--max-outputs " + outputs.count())
                            + ": the built-in guest has one screen, of a virtio-gpu");
        }
    }

    private int linux(Mode mode) throws IOException, InterruptedException {
        // Made before anything is started, so that it need not be undone if it fails.
        DemoKit kit = DemoKit.find(device.kind());
        LOG.log(System.Logger.Level.INFO, "booting Linux in " + kit.description());
        boolean interactive = Terminal.isThere();
        Machine machine = new Machine(spec.commandLine(), display);
        AtomicBoolean taken = new AtomicBoolean(screenshot.isEmpty());
        try (OnExit _ =
                new OnExit(
                        () -> end(machine, taken), RunningQemu.CLOSE_TIMEOUT, OptionalInt::empty)) {
            DemoLog log = new DemoLog(interactive);
            machine.add(log::close);
            RunningQemu qemu =
                    machine.start(
                            kit.command(interactive ? "stdio" : "null"),
                            device.kind(),
                            outputs.count(),
                            mode,
                            over::countDown,
                            (edited, _) -> {
                                display.sayAddresses();
                                return log.start(edited);
                            });
            report(machine.control().orElseThrow().connect());
            overWhen(() -> {
                int _ = qemu.awaitEnd();
            });
            awaitOver();
            // QEMU ends with something else than 0 only if it could not go on.
            OptionalInt status = qemu.status();
            boolean failed = status.isPresent() && status.getAsInt() != 0;
            if (failed) {
                LOG.log(
                        ERROR,
                        "QEMU ended with status "
                                + status.getAsInt()
                                + log.said()
                                + (display.vmm().isPresent() ? NO_GPU : ""));
            }
            return takeScreenshot(machine, taken) && !failed ? 0 : 1;
        }
    }

    private int builtin(Mode mode) throws IOException, InterruptedException {
        Machine machine = new Machine(spec.commandLine(), display);
        AtomicBoolean taken = new AtomicBoolean(screenshot.isEmpty());
        try (OnExit _ = new OnExit(() -> end(machine, taken))) {
            BuiltinGuestRunner running =
                    BuiltinGuestRunner.start(machine.serve(mode, over::countDown), mode);
            machine.add(running::close);
            display.sayAddresses();
            report(machine.control().orElseThrow().connect());
            overWhen(() -> {
                boolean _ = running.awaitEnd(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            });
            awaitOver();
            Optional<String> failure = running.failure();
            failure.ifPresent(message -> LOG.log(ERROR, message));
            return takeScreenshot(machine, taken) && failure.isEmpty() ? 0 : 1;
        }
    }

    private void end(Machine machine, AtomicBoolean taken) {
        boolean _ = takeScreenshot(machine, taken);
        machine.close();
    }

    /// Says where to look, once there is something to see.
    private void report(ControlClient client) {
        FirstPicture.await(client, Terminal.showsProgress(), this::sayThatItDraws);
    }

    private void sayThatItDraws() {
        for (DisplayOption option : display.displays()) {
            if (option instanceof DisplayOption.Wayland) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "the guest draws: it is in its window; Ctrl+Alt+F is full screen");
            } else if (option instanceof DisplayOption.Png(Path directory)) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "the guest draws: look at "
                                + directory.resolve("screen-0.png")
                                + ", renewed while it changes");
            }
        }
    }

    /// Something that is waited for.
    private interface End {
        void await() throws InterruptedException;
    }

    private void overWhen(End end) {
        Thread _ =
                Thread.ofPlatform()
                        .daemon()
                        .name("zeropane-guest-end")
                        .start(() -> {
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            over.countDown();
                        });
    }

    /// Waits until the guest ends, its window is closed or the time is over.
    private void awaitOver() throws InterruptedException {
        if (seconds.isPresent()) {
            boolean _ = over.await(seconds.get(), TimeUnit.SECONDS);
        } else {
            over.await();
        }
    }

    /// Writes the screenshot that was asked for, once: at the end or when interrupted.
    ///
    /// @return false if it could not be written, which was said
    private boolean takeScreenshot(Machine machine, AtomicBoolean taken) {
        if (taken.getAndSet(true)) {
            return true;
        }
        String file = screenshot.orElseThrow();
        Optional<ControlServer> control = machine.control();
        if (control.isEmpty()) {
            return false;
        }
        try (ControlClient client = control.get().connect()) {
            Screenshot.write(client, 0, file);
            return true;
        } catch (RuntimeException | Error e) {
            LOG.log(ERROR, "no screenshot in " + file + ": " + e.getMessage());
            return false;
        }
    }
}
