// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.journal;

import java.util.List;

/// What a compositor has counted.
///
/// @param clients connected now
/// @param liveObjects of all clients, now
/// @param liveBuffers of those, the `wl_buffer`s
/// @param shmBuffers `wl_buffer`s ever made of shared memory
/// @param dmabufBuffers `wl_buffer`s ever made of dma-bufs
/// @param destroyedInUse `wl_buffer`s that were destroyed while they were shown
/// @param fdsReceived descriptors ever received
/// @param fdsOpen of clients that are connected, those that are open here
/// @param strayFds descriptors that belonged to no request
/// @param cursorsSet `wl_pointer.set_cursor` requests
/// @param pongs serials of `xdg_wm_base.pong`
/// @param protocolErrors what clients did wrong
public record Counts(
        int clients,
        int liveObjects,
        int liveBuffers,
        int shmBuffers,
        int dmabufBuffers,
        int destroyedInUse,
        int fdsReceived,
        int fdsOpen,
        int strayFds,
        int cursorsSet,
        List<Integer> pongs,
        List<String> protocolErrors) {}
