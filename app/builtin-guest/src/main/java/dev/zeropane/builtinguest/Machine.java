// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

/// What a [GpuDriver] needs of the machine in which it drives a GPU.
public interface Machine {
    /// Lets the device use the queues. Does nothing on a machine that runs.
    void start();

    GuestRam ram();

    /// Of a GPU, queue 0 takes commands, queue 1 cursor commands.
    DriverQueue queue(int index);
}
