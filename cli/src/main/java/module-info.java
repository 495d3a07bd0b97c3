/// The zeropane command: the only module that sees every other one and wires them together.
module dev.zeropane.cli {
    requires dev.zeropane.control;
    requires dev.zeropane.display.png;
    requires dev.zeropane.display.vmm;
    requires dev.zeropane.display.wayland;
    requires dev.zeropane.frontend;
    requires dev.zeropane.gpu;
    requires dev.zeropane.input;
    requires dev.zeropane.json;
    requires dev.zeropane.qemu;
    requires dev.zeropane.vfiouser;
    requires dev.zeropane.vga;
    requires dev.zeropane.vhostuser;
    requires dev.zeropane.wayland;
    requires info.picocli;

    opens dev.zeropane.cli to
            info.picocli;

    provides System.LoggerFinder with
            dev.zeropane.cli.ConsoleLogging;
}
