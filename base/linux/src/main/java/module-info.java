// SPDX-License-Identifier: Apache-2.0

/// The Linux kernel as owned objects: file descriptors, mappings, memfds, eventfds, epoll and Unix
/// sockets that pass descriptors.
///
/// | package | what is in it |
/// |---|---|
/// | `linux` | descriptors, memory, events and sockets, each an object that owns what it closes |
/// | `linux.jpeg` | JPEG pictures, by a library that may be there |
/// | `linux.kernel` | which kernel it is, and what it says of itself in its parameters |
/// | `linux.keymap` | keyboard layouts, of libxkbcommon if that is installed |
/// | `linux.thread` | the end of a thread, awaited |
/// | `linux.serve` | a server for one peer at a time |
/// | `linux.struct` | structures in memory, their fields by name |
///
/// The only module that makes native calls; start the JVM with
/// `--enable-native-access=dev.zeropane.linux`. The raw calls live in a package that is not
/// exported.
module dev.zeropane.linux {
    exports dev.zeropane.linux;
    exports dev.zeropane.linux.jpeg;
    exports dev.zeropane.linux.kernel;
    exports dev.zeropane.linux.keymap;
    exports dev.zeropane.linux.serve;
    exports dev.zeropane.linux.struct;
    exports dev.zeropane.linux.thread;
}
