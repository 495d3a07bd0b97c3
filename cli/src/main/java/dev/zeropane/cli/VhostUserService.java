package dev.zeropane.cli;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.ThreadEnd;
import dev.zeropane.vhostuser.DeviceBinding;
import dev.zeropane.vhostuser.VhostUserServer;
import dev.zeropane.virtio.VirtioDevice;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/// A device thread, and the devices that are served over vhost-user on it.
final class VhostUserService implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(VhostUserService.class.getName());

    private static final int FAULTS_PER_MINUTE = 10;

    private final LogLimit internalErrors =
            new LogLimit(FAULTS_PER_MINUTE, message -> LOG.log(System.Logger.Level.ERROR, message));
    private final EventLoop loop = new EventLoop(this::internalError);
    private final List<VhostUserServer> servers = new ArrayList<>();
    private final Thread thread;

    VhostUserService(String name) {
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    EventLoop loop() {
        return loop;
    }

    /// Another device, before [#start].
    ///
    /// @param events on the device thread
    VhostUserServer server(
            DeviceBinding binding, VirtioDevice device, VhostUserServer.Events events) {
        VhostUserServer server = new VhostUserServer(loop, binding, device, events);
        servers.add(server);
        return server;
    }

    void start() {
        thread.start();
    }

    /// A device whose loop has ended for any reason but [#stop] would hang its VMM: better no
    /// process than a silent one.
    private void run() {
        try {
            loop.run();
        } catch (RuntimeException | Error e) {
            internalError(e);
            Runtime.getRuntime().halt(1);
        }
    }

    private void internalError(Throwable t) {
        StringWriter trace = new StringWriter();
        t.printStackTrace(new PrintWriter(trace));
        internalErrors.log("internal error, please report it: " + trace);
    }

    /// Ends the thread and every connection. What devices hold can be closed then, before [#close].
    void stop() {
        loop.stop();
        ThreadEnd.await(thread);
        servers.forEach(VhostUserServer::close);
    }

    @Override
    public void close() {
        loop.close();
    }
}
