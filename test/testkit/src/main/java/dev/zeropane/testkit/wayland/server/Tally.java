// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.testkit.wayland.journal.Counts;
import dev.zeropane.wayland.protocol.WlBuffer;
import java.util.ArrayList;
import java.util.List;

/// Counts of what happened since the compositor started, all clients together.
public final class Tally {
    private final List<String> protocolErrors = new ArrayList<>();
    private final List<Integer> pongs = new ArrayList<>();
    private int shmBuffers;
    private int dmabufBuffers;
    private int destroyedInUse;
    private int fdsReceived;
    private int strayFds;
    private int cursorsSet;

    public void protocolError(String message) {
        protocolErrors.add(message);
    }

    public void pong(int serial) {
        pongs.add(serial);
    }

    public void shmBufferCreated() {
        shmBuffers++;
    }

    public void dmabufBufferCreated() {
        dmabufBuffers++;
    }

    public void destroyedInUse() {
        destroyedInUse++;
    }

    void fdsReceived(int count) {
        fdsReceived += count;
    }

    void strayFds(int count) {
        strayFds += count;
    }

    public void cursorSet() {
        cursorsSet++;
    }

    public Counts counts(List<Client> clients) {
        List<Resource<?, ?>> objects =
                clients.stream().<Resource<?, ?>>flatMap(it -> it.objects().stream()).toList();
        return new Counts(
                clients.size(),
                objects.size(),
                (int) objects.stream().filter(it -> it.type() == WlBuffer.INTERFACE).count(),
                shmBuffers,
                dmabufBuffers,
                destroyedInUse,
                fdsReceived,
                (int) clients.stream().mapToLong(Client::openFds).sum(),
                strayFds,
                cursorsSet,
                List.copyOf(pongs),
                List.copyOf(protocolErrors));
    }
}
