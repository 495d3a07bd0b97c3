// SPDX-License-Identifier: Apache-2.0

/// Guest-physical memory as a VMM hands it over: regions of memfds, checked access, and translation
/// of guest addresses to page runs.
module dev.zeropane.guest {
    requires transitive dev.zeropane.dmabuf;
    requires transitive dev.zeropane.linux;

    exports dev.zeropane.guest;
}
