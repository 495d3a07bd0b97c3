// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.run;

import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.service.CloseStack;
import dev.zeropane.service.ServedVmms;
import dev.zeropane.service.TemporaryDirectory;
import dev.zeropane.service.VsockService;
import dev.zeropane.vsock.VsockOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where programs of the host reach the guest of a running machine: `zeropane-vsock-CID` in the
/// user's runtime directory, of the lowest CID that no other machine of this user has.
record VsockPlace(long cid, Path path, UnixServerSocket socket) {
    private static final System.Logger LOG = System.getLogger(VsockPlace.class.getName());

    /// More machines than anybody runs.
    private static final int MAX_MACHINES = 1000;

    private static final long LAST_CID = VsockOptions.MIN_CID + MAX_MACHINES - 1;

    /// Serves a vsock device to QEMU.
    ///
    /// @param qemu where QEMU connects to it
    /// @param started gets what has to be closed
    static void serve(Path qemu, CloseStack started) throws IOException {
        Path directory =
                directory(
                        Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).map(Path::of),
                        started);
        VsockPlace place = started.open(() -> choose(directory), found -> found.socket.close());
        UnixServerSocket vmm =
                started.open(() -> UnixServerSocket.listen(qemu), UnixServerSocket::close);
        VsockService _ =
                started.open(
                        () ->
                                VsockService.listen(
                                        vmm,
                                        place.socket,
                                        VsockOptions.of(place.cid, place.path),
                                        ServedVmms.expected(() -> {})),
                        VsockService::close);
        LOG.log(
                System.Logger.Level.INFO,
                ("the guest's vsock CID is %d; from here it is reached at %s (CONNECT PORT), and"
                                + " reaches what listens at %s_PORT")
                        .formatted(place.cid, place.path, place.path));
    }

    private static VsockPlace choose(Path directory) {
        for (long cid = VsockOptions.MIN_CID; cid <= LAST_CID; cid++) {
            Path path = path(directory, cid);
            try {
                return new VsockPlace(cid, path, UnixServerSocket.listen(path));
            } catch (LinuxException e) {
                if (e.errno() != Errno.EADDRINUSE) {
                    throw e;
                }
            }
        }
        throw new CommandFailedException(
                "--vsock: all of %d sockets zeropane-vsock-N in %s are in use"
                        .formatted(MAX_MACHINES, directory));
    }

    private static Path path(Path directory, long cid) {
        return directory.resolve("zeropane-vsock-" + cid);
    }

    /// @param runtime the user's folder for sockets; one of our own is made if it cannot have ours
    static Path directory(Optional<Path> runtime, CloseStack started) throws IOException {
        Optional<Path> usable =
                runtime.filter(Files::isDirectory)
                        .filter(Files::isWritable)
                        .filter(folder -> VsockOptions.fits(path(folder, LAST_CID)));
        if (usable.isPresent()) {
            return usable.get();
        }
        TemporaryDirectory temporary = new TemporaryDirectory();
        started.add(temporary::close);
        return temporary.path();
    }
}
