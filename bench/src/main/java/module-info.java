// SPDX-License-Identifier: Apache-2.0

/// Measurements of the running product, from outside.
module dev.zeropane.bench {
    requires dev.zeropane.control;
    requires dev.zeropane.dmabuf;
    requires dev.zeropane.builtinguest;
    requires dev.zeropane.testkit;
    requires dev.zeropane.vga;
    requires java.management;
}
