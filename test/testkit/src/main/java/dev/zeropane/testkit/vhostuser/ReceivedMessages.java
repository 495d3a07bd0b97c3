// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static dev.zeropane.builtinguest.VhostUserGpu.VHOST_USER_GPU_DMABUF_SCANOUT2;
import static dev.zeropane.builtinguest.VhostUserGpu.VHOST_USER_GPU_UPDATE;

import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.vhostuser.VmmScreen.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The messages of a [VmmScreen]: how they are received, and which have come.
abstract class ReceivedMessages {
    final Intake intake;
    private final List<Message> messages = new ArrayList<>();
    private final int[] counts = new int[VHOST_USER_GPU_DMABUF_SCANOUT2 + 1];
    private Optional<FrontendException> broken = Optional.empty();
    private boolean closed;

    ReceivedMessages(UnixSocket socket) {
        intake = new Intake(socket);
    }

    /// A message has come whole.
    final void add(Message message) {
        counts[message.id()]++;
        messages.add(message);
    }

    /// Receives what is there now, one message at most.
    ///
    /// @return whether anything was there
    /// @throws FrontendException if it was no message that QEMU would survive
    public boolean poll() {
        boolean progress = false;
        int before = messages.size();
        while (messages.size() == before && !isClosedByPeer() && receive()) {
            progress = true;
        }
        return progress;
    }

    /// Receives until it is so.
    ///
    /// @throws FrontendException.TimedOut if it is not within the limit
    /// @throws FrontendException.Closed if the device closes its end before
    public void await(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (isClosedByPeer()) {
                throw new FrontendException.Closed("the display socket ended before " + what);
            }
            long left = deadline - System.nanoTime();
            if (left < 0) {
                throw new FrontendException.TimedOut(what + ": not after " + limit + ", " + this);
            }
            if (!poll()) {
                intake.awaitReadable(Duration.ofNanos(left));
            }
        }
    }

    /// Receives until so many UPDATEs have come whole, all scanouts together.
    public void awaitUpdates(int total, Duration limit) {
        await("UPDATE " + total, limit, () -> count(VHOST_USER_GPU_UPDATE) >= total);
    }

    private boolean receive() {
        if (broken.isPresent()) {
            throw broken.get();
        }
        try {
            return intake.receive();
        } catch (FrontendException.Closed e) {
            // It asked, and did not wait for the answer.
            closed = true;
            return false;
        } catch (FrontendException e) {
            broken = Optional.of(e);
            throw e;
        }
    }

    /// All messages so far, or since [#forgetMessages].
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /// Empties [#messages]; counts stay.
    public void forgetMessages() {
        messages.clear();
    }

    /// How many messages of a number have come.
    public int count(int message) {
        return counts[message];
    }

    /// Whether the device has closed its end, as far as was read.
    public boolean isClosedByPeer() {
        return closed || intake.hasEnded();
    }

    @Override
    public String toString() {
        return messages.size()
                + " messages, last "
                + (messages.isEmpty() ? "none" : messages.getLast());
    }
}
