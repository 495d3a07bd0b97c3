// SPDX-License-Identifier: Apache-2.0

/// A display that keeps a PNG file of each screen in a directory, and the writer behind
/// screenshots.
module dev.zeropane.display.png {
    exports dev.zeropane.display.png;

    requires java.desktop;
    requires transitive dev.zeropane.display;
}
