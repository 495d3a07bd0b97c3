// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.view;

import dev.zeropane.control.ControlException;
import dev.zeropane.control.DeviceEndedException;
import dev.zeropane.control.Instance;
import dev.zeropane.control.Instances;
import dev.zeropane.linux.LinuxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// All devices of this user in one place, each for as long as it runs. Each is asked on a thread of
/// its own, and nobody waits for another one's answer.
final class Wall implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Wall.class.getName());

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /// For all together to say that they are there. Who does not is asked again at the next look.
    private static final Duration TO_ANSWER = Duration.ofSeconds(2);

    /// Until one that could not be shown is tried again: what was in the way may be over.
    static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);

    /// A device that is shown.
    interface View {
        /// Why it is shown no more, once it is not.
        Optional<ControlException> ended();

        void close();
    }

    /// Shows devices.
    interface Opener {
        /// May wait for the device.
        ///
        /// @throws ControlException if it cannot be shown
        View open(Instance device);
    }

    private record Refusal(String reason, long at) {}

    private final Opener opener;
    private final LongSupplier time;

    // Guarded by this.
    private final Map<Path, View> shown = new HashMap<>();
    private final Set<Path> opening = new HashSet<>();
    private final Map<Path, Refusal> refused = new HashMap<>();
    private boolean closed;

    /// @param time as [System#nanoTime]
    Wall(Opener opener, LongSupplier time) {
        this.opener = opener;
        this.time = time;
    }

    /// Puts devices there and takes them off, until it is interrupted or this is closed.
    void follow() throws InterruptedException {
        while (look(
                Instances.all(TO_ANSWER).stream()
                        .filter(device -> device.stats().isPresent())
                        .toList())) {
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /// @param running those that answer
    /// @return false once this is closed
    boolean look(List<Instance> running) {
        takeEnded().forEach(View::close);
        for (Instance device : takeNew(running)) {
            Thread _ = Thread.ofPlatform().daemon().name("zeropane-wall").start(() -> open(device));
        }
        synchronized (this) {
            return !closed;
        }
    }

    private synchronized List<View> takeEnded() {
        List<View> ended = new ArrayList<>();
        for (Iterator<Map.Entry<Path, View>> views = shown.entrySet().iterator();
                views.hasNext(); ) {
            Map.Entry<Path, View> view = views.next();
            Optional<ControlException> reason = view.getValue().ended();
            if (reason.isPresent()) {
                if (!(reason.get() instanceof DeviceEndedException)) {
                    refuse(view.getKey(), "a guest is shown no more: " + reason.get().getMessage());
                }
                ended.add(view.getValue());
                views.remove();
            }
        }
        return ended;
    }

    private synchronized List<Instance> takeNew(List<Instance> running) {
        if (closed) {
            return List.of();
        }
        refused.keySet()
                .retainAll(running.stream().map(Instance::socket).collect(Collectors.toSet()));
        List<Instance> added =
                running.stream()
                        .filter(device -> !shown.containsKey(device.socket()))
                        .filter(device -> !opening.contains(device.socket()))
                        .filter(device -> mayBeTried(device.socket()))
                        .toList();
        added.forEach(device -> opening.add(device.socket()));
        return added;
    }

    private boolean mayBeTried(Path device) {
        Refusal last = refused.get(device);
        return last == null || time.getAsLong() - last.at >= BETWEEN_TRIES.toNanos();
    }

    private void open(Instance device) {
        View view;
        try {
            view = opener.open(device);
        } catch (ControlException | LinuxException e) {
            synchronized (this) {
                opening.remove(device.socket());
                refuse(device.socket(), device + " cannot be shown: " + e.getMessage());
            }
            return;
        } catch (RuntimeException e) {
            if (isClosed()) {
                // The page was closed meanwhile.
                return;
            }
            throw e;
        }
        if (!add(device.socket(), view)) {
            view.close();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean add(Path device, View view) {
        opening.remove(device);
        if (!closed) {
            shown.put(device, view);
        }
        return !closed;
    }

    /// Notes why a device is not shown, and says it unless that was the last thing said of it. Call
    /// it with the lock held.
    private void refuse(Path device, String reason) {
        Refusal before = refused.put(device, new Refusal(reason, time.getAsLong()));
        if (!closed && (before == null || !before.reason.equals(reason))) {
            LOG.log(System.Logger.Level.WARNING, reason);
        }
    }

    @Override
    public void close() {
        List<View> views;
        synchronized (this) {
            closed = true;
            views = List.copyOf(shown.values());
            shown.clear();
        }
        views.forEach(View::close);
    }
}
