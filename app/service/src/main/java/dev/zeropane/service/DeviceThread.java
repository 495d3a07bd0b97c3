// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.thread.ThreadEnd;
import java.io.PrintWriter;
import java.io.StringWriter;

/// The thread of one or several devices, and its event loop.
final class DeviceThread implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DeviceThread.class.getName());

    private static final int ERRORS_PER_MINUTE = 10;

    private final LogLimit internalErrors =
            new LogLimit(ERRORS_PER_MINUTE, message -> LOG.log(System.Logger.Level.ERROR, message));
    private final EventLoop loop = new EventLoop(this::internalError);
    private final Thread thread;
    private Runnable preparation = () -> {};

    DeviceThread(String name) {
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    EventLoop loop() {
        return loop;
    }

    void start() {
        thread.start();
    }

    /// @param preparation runs on the thread before its event loop
    void start(Runnable preparation) {
        this.preparation = preparation;
        thread.start();
    }

    /// An exception thrown here ends the process ([Thread#setDefaultUncaughtExceptionHandler]): a
    /// device whose loop has ended without [#stop] would hang its VMM.
    private void run() {
        preparation.run();
        loop.run();
    }

    private void internalError(Throwable t) {
        StringWriter trace = new StringWriter();
        t.printStackTrace(new PrintWriter(trace));
        internalErrors.log("internal error, please report it: " + trace);
    }

    /// Ends the thread. Afterwards the devices can be closed, before [#close].
    ///
    /// @throws dev.zeropane.linux.thread.StuckThreadException if the thread does not end; then do
    ///   not close anything
    void stop() {
        loop.stop();
        ThreadEnd.await(thread);
    }

    @Override
    public void close() {
        loop.close();
    }
}
