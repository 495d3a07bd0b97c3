// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.clipboard.SharedClipboard;
import dev.zeropane.display.hands.VmmHands;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Printable;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.thread.ThreadEnd;
import dev.zeropane.qemu.clipboard.GuestClipboard;
import dev.zeropane.qemu.dbus.DbusConnection;
import dev.zeropane.qemu.monitor.Monitor.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What this process says to a QEMU that runs, and hears of it: its monitor (QMP), and if it has
/// one, its D-Bus display. There is one connection of each, which everything shares; a thread of
/// its own serves both, and never waits for QEMU nor for anybody else, as QEMU may wait for it.
///
/// QEMU connects to its monitor, and is handed one end of a D-Bus connection through it (`getfd`,
/// `add_client`).
///
/// Who wants to speak D-Bus takes the connection's [DbusConnection] on this thread: it may call and
/// export at once, before QEMU is there.
public final class QemuLink implements AutoCloseable {
    /// A guest that boots slowly has its agent by then.
    private static final Duration AGENT_LIMIT = Duration.ofMinutes(3);

    private final Consumer<String> problems;
    private final EventLoop loop = new EventLoop(this::failed);
    private final UnixServerSocket listener;
    private final Thread thread;
    private final Optional<Display> display;
    private final QemuHands hands = new QemuHands(loop, this::problem);
    private Optional<Monitor> monitor = Optional.empty();
    private Optional<GuestClipboard> clipboard = Optional.empty();
    private boolean closed;

    /// The D-Bus display.
    ///
    /// @param qemuEnd handed to QEMU
    private record Display(DbusConnection connection, UnixSocket qemuEnd, ConsoleSizes sizes) {}

    private QemuLink(Path monitorPath, boolean dbus, Consumer<String> problems) {
        this.problems = problems;
        this.display = dbus ? Optional.of(display(monitorPath)) : Optional.empty();
        this.listener = UnixServerSocket.listen(monitorPath);
        loop.watch(listener.fd(), this::accept);
        this.thread = Thread.ofPlatform().name("zeropane-qemu").daemon().start(loop::run);
    }

    private Display display(Path monitorPath) {
        Path path = monitorPath.resolveSibling("dbus.sock");
        try (UnixServerSocket dbusListener = UnixServerSocket.listen(path)) {
            DbusConnection connection = new DbusConnection(UnixSocket.connect(path), loop);
            return new Display(
                    connection,
                    dbusListener.accept().orElseThrow(),
                    new ConsoleSizes(connection, loop, this::noResize));
        }
    }

    /// Starts to wait for QEMU.
    ///
    /// @param monitorPath that QEMU's monitor connects to
    ///   ([dev.zeropane.qemu.command.Sockets#monitor]); a temporary socket is made beside it. The
    ///   path is not needed any more once QEMU has connected
    /// @param dbus whether QEMU has a D-Bus display for us
    /// @param problems gets the reason, on another thread, when something cannot be said to QEMU
    ///   any more
    public static QemuLink listen(Path monitorPath, boolean dbus, Consumer<String> problems) {
        return new QemuLink(monitorPath, dbus, problems);
    }

    /// Makes the guest ask for the sizes of its screens; without D-Bus, nobody can.
    public SizeWishes sizes() {
        return display.<SizeWishes>map(Display::sizes).orElse(SizeWishes.NONE);
    }

    /// Connects the guest's clipboard with the one that displays share, once QEMU is there. Only
    /// with D-Bus.
    ///
    /// @param told gets, on another thread, what people should know about it
    public void share(SharedClipboard shared, Consumer<String> told) {
        DbusConnection connection = display.orElseThrow().connection();
        loop.post(() -> {
            GuestClipboard opened =
                    new GuestClipboard(
                            (member, signature, arguments, replied) ->
                                    connection.call(
                                            GuestClipboard.PATH,
                                            GuestClipboard.NAME,
                                            member,
                                            signature,
                                            arguments,
                                            replied),
                            this::post,
                            shared,
                            text -> told.accept(Printable.of(text)));
            clipboard = Optional.of(opened);
            connection.export(GuestClipboard.PATH, GuestClipboard.NAME, opened::called);
            connection.export(
                    GuestClipboard.PATH,
                    "org.freedesktop.DBus.Properties",
                    (member, _) -> GuestClipboard.property(member));
            opened.start();
            loop.after(AGENT_LIMIT, opened::reportMissingAgent);
        });
    }

    /// The clipboard's thread may still have something to say when the loop is closed.
    private synchronized void post(Runnable task) {
        if (!closed) {
            loop.post(task);
        }
    }

    /// QEMU's own keyboard and pointer.
    public VmmHands hands() {
        return hands;
    }

    private void accept() {
        Optional<UnixSocket> connection = listener.accept();
        if (connection.isEmpty()) {
            return;
        }
        loop.unwatch(listener.fd());
        Monitor opened = new Monitor(connection.get(), loop, hands::happened, this::monitorEnded);
        monitor = Optional.of(opened);
        opened.execute(
                "qmp_capabilities",
                Map.of(),
                List.of(),
                outcome -> then(outcome, () -> use(opened)));
    }

    private void use(Monitor opened) {
        display.ifPresent(this::handOver);
        hands.start(opened, display.map(Display::connection));
    }

    private void handOver(Display handed) {
        execute(
                "getfd",
                Map.of("fdname", "zeropane"),
                List.of(handed.qemuEnd().fd()),
                () -> addClient(handed));
    }

    private void addClient(Display handed) {
        handed.qemuEnd().close();
        handed.connection().watch(handed.sizes()::start, this::displayEnded);
        execute(
                "add_client",
                Map.of("protocol", "@dbus-display", "fdname", "zeropane"),
                List.of(),
                () -> {});
    }

    private void execute(
            String command, Map<String, Object> arguments, List<Fd> fds, Runnable done) {
        monitor.orElseThrow().execute(command, arguments, fds, outcome -> then(outcome, done));
    }

    /// Without the D-Bus display, the monitor goes on.
    private void then(Outcome outcome, Runnable done) {
        switch (outcome) {
            case Outcome.Done _ -> done.run();
            case Outcome.Refused(String error) -> {
                closeDisplay();
                noResize("QEMU's monitor: " + error);
            }
        }
    }

    private void noResize(String why) {
        problem("the guest is not told any more when its window is resized: " + why);
    }

    private void problem(String text) {
        problems.accept(Printable.of(text));
    }

    private void displayEnded(Optional<RuntimeException> failure) {
        closeDisplay();
        failure.ifPresent(f -> noResize(text(f)));
    }

    /// The end of QEMU is not reported as a problem; a wrong answer is.
    private void monitorEnded(Optional<RuntimeException> failure) {
        disconnect();
        failure.ifPresent(this::report);
    }

    private void failed(Throwable failure) {
        disconnect();
        report(failure);
    }

    private void report(Throwable failure) {
        problem(
                "neither sizes of windows nor keys and pointer reach QEMU any more: "
                        + text(failure));
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private void closeDisplay() {
        clipboard.ifPresent(GuestClipboard::end);
        display.ifPresent(opened -> {
            opened.connection().close();
            opened.qemuEnd().close();
            hands.displayLost();
        });
    }

    private void disconnect() {
        hands.letGo();
        hands.end();
        closeDisplay();
        monitor.ifPresent(Monitor::close);
        monitor = Optional.empty();
    }

    @Override
    public void close() {
        loop.post(this::disconnect);
        loop.stop();
        ThreadEnd.await(thread);
        disconnect();
        loop.unwatch(listener.fd());
        listener.close();
        synchronized (this) {
            closed = true;
            loop.close();
        }
    }
}
