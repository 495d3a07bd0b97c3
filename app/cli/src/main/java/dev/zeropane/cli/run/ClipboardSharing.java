// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.run;

import dev.zeropane.cli.option.DisplayMixin;
import dev.zeropane.display.clipboard.SharedClipboard;
import dev.zeropane.qemu.monitor.QemuLink;
import dev.zeropane.qemu.process.QemuFailedException;
import dev.zeropane.qemu.process.QemuProgram;
import dev.zeropane.service.LogLimit;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// `run --clipboard`: the clipboard, what it needs of QEMU, and what is said about it.
final class ClipboardSharing {
    private static final System.Logger LOG = System.getLogger(ClipboardSharing.class.getName());

    /// What a guest copies makes these messages.
    private static final int MESSAGES_PER_MINUTE = 5;

    private final SharedClipboard clipboard = new SharedClipboard();
    private final LogLimit messages =
            new LogLimit(
                    MESSAGES_PER_MINUTE, message -> LOG.log(System.Logger.Level.WARNING, message));

    /// What displays share.
    SharedClipboard clipboard() {
        return clipboard;
    }

    /// Says what is missing.
    ///
    /// @param command to say what is wrong with its arguments
    void requireAble(QemuProgram qemu, DisplayMixin display, CommandLine command)
            throws IOException, InterruptedException {
        if (display.vmm().isPresent()) {
            throw new ParameterException(
                    command,
                    "--clipboard: with --display vmm the window is QEMU's, and so is its clipboard;"
                            + " use another display");
        }
        if (!qemu.hasClipboardAgent()) {
            throw new QemuFailedException(
                    "--clipboard: "
                            + qemu.name()
                            + " has no chardev qemu-vdagent, by which it speaks to the guest's"
                            + " clipboard agent: use a QEMU that is built with it (6.1 or newer)");
        }
        if (!qemu.hasDbus()) {
            throw new QemuFailedException(
                    "--clipboard: "
                            + qemu.name()
                            + " has no D-Bus display, by which it hands the clipboard on (Debian:"
                            + " install qemu-system-modules-opengl)");
        }
    }

    /// Begins to share, once QEMU is there.
    void share(QemuLink link) {
        link.share(clipboard, messages::log);
    }
}
