// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.display.Mode;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.thread.ThreadEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Makes QEMU tell its guest that a screen should have another size, through QEMU's D-Bus display:
/// a vhost-user back-end cannot do so itself. QEMU only tells the guest that something has changed;
/// the guest asks the device for the size.
///
/// A thread waits for QEMU's monitor, passes one end of a D-Bus connection through it (`getfd`,
/// `add_client`), and sends the latest wish for each screen, not too often.
public final class ConsoleSizes implements SizeWishes, AutoCloseable {
    private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

    /// Linux reads the sizes first and then clears the event, so it misses changes in between: the
    /// last wish is sent again after this quiet time.
    private static final Duration REPEAT_DELAY = Duration.ofSeconds(1);

    private final Consumer<String> problems;
    private final EventLoop loop = new EventLoop(this::failed);
    private final UnixServerSocket listener;
    private final UnixSocket qemuEnd;
    private final Thread thread;
    private final Wishes wishes = new Wishes();
    private Optional<Monitor> monitor = Optional.empty();
    private Optional<DbusDisplay> display;
    private boolean paused;

    private ConsoleSizes(Path monitorPath, Consumer<String> problems) {
        this.problems = problems;
        Path dbusPath = monitorPath.resolveSibling("dbus.sock");
        try (UnixServerSocket dbusListener = UnixServerSocket.listen(dbusPath)) {
            this.display =
                    Optional.of(new DbusDisplay(UnixSocket.connect(dbusPath), this::sendNext));
            this.qemuEnd = dbusListener.accept().orElseThrow();
        }
        this.listener = UnixServerSocket.listen(monitorPath);
        loop.watch(listener.fd(), this::accept);
        this.thread = Thread.ofPlatform().name("zeropane-qemu").daemon().start(loop::run);
    }

    /// Starts to wait for QEMU.
    ///
    /// @param monitorPath that QEMU's monitor connects to
    ///   ([dev.zeropane.qemu.command.Sockets#monitor]); a temporary socket is made beside it. The
    ///   path is not needed any more once QEMU has connected
    /// @param problems gets the reason, on another thread, when sizes cannot be changed any more
    public static ConsoleSizes listen(Path monitorPath, Consumer<String> problems) {
        return new ConsoleSizes(monitorPath, problems);
    }

    @Override
    public void wish(int scanout, Mode size) {
        wishes.add(scanout, size);
        loop.post(this::sendNext);
    }

    private void accept() {
        Optional<UnixSocket> connection = listener.accept();
        if (connection.isEmpty()) {
            return;
        }
        loop.unwatch(listener.fd());
        Monitor opened = new Monitor(connection.get(), this::greeted);
        monitor = Optional.of(opened);
        watch(opened.fd(), opened::receive);
    }

    /// @param receive returns false if QEMU has closed the connection
    private void watch(Fd fd, BooleanSupplier receive) {
        loop.watch(
                fd,
                () -> {
                    if (!receive.getAsBoolean()) {
                        disconnect();
                    }
                });
    }

    private void greeted() {
        run("qmp_capabilities", Map.of(), List.of(), this::handOver);
    }

    private void handOver() {
        run("getfd", Map.of("fdname", "zeropane"), List.of(qemuEnd.fd()), this::addClient);
    }

    private void addClient() {
        qemuEnd.close();
        DbusDisplay opened = display.orElseThrow();
        watch(opened.fd(), opened::receive);
        run(
                "add_client",
                Map.of("protocol", "@dbus-display", "fdname", "zeropane"),
                List.of(),
                () -> {});
    }

    private void run(String command, Map<String, Object> arguments, List<Fd> fds, Runnable done) {
        monitor.orElseThrow().execute(command, arguments, fds, done);
    }

    private void sendNext() {
        if (paused || display.filter(DbusDisplay::isReady).isEmpty()) {
            return;
        }
        wishes.take()
                .ifPresent(wish -> {
                    paused = true;
                    loop.after(MIN_INTERVAL, this::resume);
                    display.get().setUiInfo(wish.console(), wish.size(), wish.again() ? 1 : 0);
                    if (!wish.again()) {
                        loop.after(REPEAT_DELAY, () -> repeat(wish));
                    }
                });
    }

    private void resume() {
        paused = false;
        sendNext();
    }

    private void repeat(Wishes.Wish wish) {
        wishes.repeat(wish);
        sendNext();
    }

    /// The end of QEMU is not reported as a problem; a wrong answer is.
    private void failed(Throwable failure) {
        disconnect();
        if (!(failure instanceof LinuxException.Disconnected)) {
            problems.accept(
                    failure.getMessage() == null ? failure.toString() : failure.getMessage());
        }
    }

    private void disconnect() {
        display.ifPresent(opened -> {
            loop.unwatch(opened.fd());
            opened.close();
        });
        display = Optional.empty();
        monitor.ifPresent(opened -> {
            loop.unwatch(opened.fd());
            opened.close();
        });
        monitor = Optional.empty();
    }

    @Override
    public void close() {
        loop.stop();
        ThreadEnd.await(thread);
        disconnect();
        qemuEnd.close();
        loop.unwatch(listener.fd());
        listener.close();
        loop.close();
    }
}
