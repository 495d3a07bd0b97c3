// SPDX-License-Identifier: Apache-2.0

/// The zeropane command: its commands, their options and what they say.
module dev.zeropane.cli {
    requires dev.zeropane.display.png;
    requires dev.zeropane.display.wayland;
    requires dev.zeropane.doctor;
    requires dev.zeropane.builtinguest;
    requires dev.zeropane.json;
    requires dev.zeropane.qemu;
    requires dev.zeropane.service;
    requires dev.zeropane.wayland;
    requires info.picocli;

    opens dev.zeropane.cli to
            info.picocli;

    provides System.LoggerFinder with
            dev.zeropane.cli.process.ConsoleLogging;
}
