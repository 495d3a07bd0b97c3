// SPDX-License-Identifier: Apache-2.0

/// The zeropane command: its commands, their options and what they say.
module dev.zeropane.cli {
    requires dev.zeropane.display.png;
    requires dev.zeropane.display.wayland;
    requires dev.zeropane.display.web;
    requires dev.zeropane.doctor;
    requires dev.zeropane.builtinguest;
    requires dev.zeropane.json;
    requires dev.zeropane.qemu;
    requires dev.zeropane.service;
    requires dev.zeropane.wayland;
    requires info.picocli;

    opens dev.zeropane.cli to
            info.picocli;
    opens dev.zeropane.cli.clipboard to
            info.picocli;
    opens dev.zeropane.cli.device to
            info.picocli;
    opens dev.zeropane.cli.input to
            info.picocli;
    opens dev.zeropane.cli.install to
            info.picocli;
    opens dev.zeropane.cli.instance to
            info.picocli;
    opens dev.zeropane.cli.option to
            info.picocli;
    opens dev.zeropane.cli.run to
            info.picocli;
    opens dev.zeropane.cli.view to
            info.picocli;

    provides System.LoggerFinder with
            dev.zeropane.cli.process.ConsoleLogging;
}
