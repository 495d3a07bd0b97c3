// SPDX-License-Identifier: Apache-2.0

/// What the tests of several modules share: running programs, waiting for things, comparing
/// pictures, a Wayland compositor, a VMM's side of vhost-user, a vfio-user client, a browser, and a
/// graphics card that is nothing but a picture.
module dev.zeropane.testkit {
    exports dev.zeropane.testkit;
    exports dev.zeropane.testkit.attack;
    exports dev.zeropane.testkit.browser;
    exports dev.zeropane.testkit.vfiouser;
    exports dev.zeropane.testkit.vhostuser;
    exports dev.zeropane.testkit.wayland;
    exports dev.zeropane.testkit.wayland.journal;
    exports dev.zeropane.testkit.wayland.options;

    requires transitive dev.zeropane.builtinguest;
    requires transitive dev.zeropane.control;
    requires transitive dev.zeropane.display;
    requires transitive dev.zeropane.linux;
    requires dev.zeropane.json;
    requires dev.zeropane.wayland;
    requires java.desktop;
    requires java.net.http;
}
