// SPDX-License-Identifier: Apache-2.0

/// The Linux kernel as owned objects: file descriptors, mappings, memfds, eventfds, epoll and Unix
/// sockets that pass descriptors.
///
/// The only module that makes native calls; start the JVM with
/// `--enable-native-access=dev.zeropane.linux`. The raw calls live in a package that is not
/// exported.
module dev.zeropane.linux {
    exports dev.zeropane.linux;
    exports dev.zeropane.linux.serve;
    exports dev.zeropane.linux.struct;
}
