// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.clipboard;

import dev.zeropane.it.rig.GuestDesktop;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SerialConsole;
import dev.zeropane.it.run.RunGuest;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// A guest with X, Debian's stock agent for the clipboard, and programs that copy and paste there,
/// which `zeropane run --clipboard` has started.
public final class ClipboardGuest implements AutoCloseable {
    /// What X calls them.
    public static final String CLIPBOARD = "clipboard";

    public static final String PRIMARY = "primary";

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String DAEMON = "/usr/sbin/spice-vdagentd -x -X -d";
    private static final String AGENT = "/usr/bin/spice-vdagent -x -d";
    private static final String DAEMON_LOG = "daemon.log";
    private static final String LOG = "agent.log";

    private final GuestDesktop desktop;
    private final RunGuest guest;

    private ClipboardGuest(GuestDesktop desktop, RunGuest guest) {
        this.desktop = desktop;
        this.guest = guest;
    }

    /// Boots one, with X and without the agent.
    ///
    /// @param socket of the Wayland compositor that it has a window in
    /// @param options of `zeropane run`, beside its window and `--clipboard`
    public static ClipboardGuest boot(
            Path directory, Path socket, QemuVersion version, String... options) {
        GuestDesktop desktop = new GuestDesktop(directory);
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = "--clipboard";
        RunGuest guest = RunGuest.boot(directory, socket, version, desktop.machine(), all);
        ClipboardGuest made = new ClipboardGuest(desktop, guest);
        try {
            made.startX();
            return made;
        } catch (RuntimeException | AssertionError e) {
            made.close();
            throw e;
        }
    }

    private SerialConsole shell() {
        return guest.serial();
    }

    /// Starts X in a guest that has just booted.
    private void startX() {
        desktop.mount(shell());
        start(GuestDesktop.XORG, "xorg.out");
        Await.untilTrue(
                () -> "X\n" + desktop.text("xorg.out"),
                LIMIT,
                () -> shell().run("ls /desk/tmp/.X11-unix || :").contains("X0"));
    }

    private void start(String program, String log) {
        shell().run(GuestDesktop.command("", program) + " >/share/" + log + " 2>&1 &");
    }

    /// Starts both parts of the agent, as a system and a session do.
    public void startAgent() {
        start(DAEMON, DAEMON_LOG);
        shell().run(
                        "until [ -S /desk/run/spice-vdagentd/spice-vdagent-sock ]; do usleep 50000; done");
        startSession();
    }

    /// Starts the session's part of the agent.
    void startSession() {
        start(AGENT, LOG);
        Await.untilTrue(
                () -> "the agent\n" + log(),
                LIMIT,
                () -> desktop.text(LOG).contains("received version"));
    }

    /// Stops the session's part of the agent: it does not answer.
    void stopSession() {
        shell().run("killall -STOP spice-vdagent");
    }

    /// How often the session's part was asked for a text.
    long requests() {
        return desktop.text(DAEMON_LOG)
                .lines()
                .filter(line -> line.contains("sent clipboard request"))
                .count();
    }

    /// Kills both parts of the agent.
    void killAgent() {
        shell().run("killall -KILL spice-vdagent spice-vdagentd");
        shell().run("rm /desk/run/spice-vdagentd/spice-vdagent-sock");
    }

    /// Resets the guest at once, and starts X in it again.
    void reset() {
        shell().forget();
        shell().send("reboot -f");
        shell().awaitReady();
        startX();
    }

    /// A program in the guest copies.
    public void copy(String selection, byte[] text) {
        try {
            Files.write(desktop.share().resolve("in"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        shell().run(xclip(selection, "-i /share/in") + " >/dev/null 2>&1");
    }

    /// What a program in the guest pastes, if there is something.
    public Optional<byte[]> paste(String selection) {
        String status =
                shell().run(
                                "timeout 30 "
                                        + xclip(selection, "-o -t UTF8_STRING")
                                        + " >/share/out 2>/share/err; echo $?");
        try {
            return status.equals("0")
                    ? Optional.of(Files.readAllBytes(desktop.share().resolve("out")))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String xclip(String selection, String what) {
        return GuestDesktop.command("", "/usr/bin/xclip -selection " + selection + " " + what);
    }

    /// Waits until a program in the guest pastes this.
    public void awaitPaste(String selection, byte[] text) {
        Await.untilTrue(
                () -> "%d bytes in the guest's %s%n%s".formatted(text.length, selection, log()),
                LIMIT,
                () -> paste(selection).filter(pasted -> Arrays.equals(text, pasted)).isPresent());
    }

    /// What the agent and `zeropane run` say.
    public String log() {
        return desktop.text(DAEMON_LOG) + desktop.text(LOG) + process().err().text();
    }

    /// `zeropane run`.
    public Program process() {
        return guest.process();
    }

    @Override
    public void close() {
        guest.close();
    }
}
