/// What the tests of several modules share: running programs, waiting for things, comparing
/// pictures, and a Wayland compositor.
module dev.zeropane.testkit {
    exports dev.zeropane.testkit;
    exports dev.zeropane.testkit.wayland;

    requires dev.zeropane.linux;
    requires dev.zeropane.wayland;
    requires java.desktop;
}
