// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.clipboard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Runs tasks when the test says so.
final class ManualTime implements Later {
    private final List<Task> tasks = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private int ran;

    private record Task(Duration at, Runnable task) {}

    @Override
    public Runnable run(Duration delay, Runnable task) {
        Task added = new Task(now.plus(delay), task);
        tasks.add(added);
        return () -> tasks.remove(added);
    }

    /// Runs all that is due until then.
    void pass(Duration time) {
        Duration end = now.plus(time);
        for (Optional<Task> next = next(end); next.isPresent(); next = next(end)) {
            tasks.remove(next.get());
            now = next.get().at;
            ran++;
            next.get().task.run();
        }
        now = end;
    }

    private Optional<Task> next(Duration end) {
        return tasks.stream()
                .filter(task -> task.at.compareTo(end) <= 0)
                .min(Comparator.comparing(Task::at));
    }

    int waiting() {
        return tasks.size();
    }

    int ran() {
        return ran;
    }
}
