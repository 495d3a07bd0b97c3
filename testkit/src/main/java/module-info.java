/// What the tests of several modules share: running programs, waiting for things, comparing
/// pictures.
module dev.zeropane.testkit {
    exports dev.zeropane.testkit;

    requires java.desktop;
}
