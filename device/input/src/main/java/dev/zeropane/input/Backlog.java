// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.display.InputEvent;
import dev.zeropane.input.protocol.EvdevEvent;
import java.util.ArrayDeque;
import java.util.List;

/// A bounded queue of reports from the displays' threads to the device thread, which sends them to
/// the guest when it provides buffers.
///
/// Queued motion is replaced by later motion, so that a pointer never lags behind a slow guest.
/// Keys and buttons are queued unchanged. When the queue is full, only the final state of the
/// controls is kept, and once the guest has taken the queued reports, it gets the difference. So no
/// released key stays pressed. A driver that starts or restarts is brought up to date in the same
/// way: it gets no earlier keys.
final class Backlog implements ChangeSink {
    /// The limit of queued reports: a minute of fast typing in a guest that hangs.
    static final int MAX_QUEUED = 512;

    private final ArrayDeque<Report> queue = new ArrayDeque<>();

    /// The current state of the controls.
    private final ControlState current = new ControlState();

    /// The state that the guest knows.
    private final ControlState reported = new ControlState();

    private final Notches notches = new Notches();

    /// Whether the guest must get the difference of states after the queued reports.
    private boolean outOfSync = true;

    private Report building = new Report();

    /// Translates events to reports, and queues them. Any thread.
    synchronized void add(List<InputEvent> frame, Model model) {
        for (InputEvent event : frame) {
            model.input(event, this);
        }
        finishReport();
    }

    /// Called by the model within [#add].
    @Override
    public void set(Control control, int value) {
        if (!control.isRelative() && current.has(control, value)) {
            return;
        }
        if (!building.put(control, value)) {
            finishReport();
            building.put(control, value);
        }
        current.put(control, value);
    }

    private void finishReport() {
        Report report = building;
        if (report.isEmpty()) {
            return;
        }
        building = new Report();
        if (outOfSync) {
            return;
        }
        Report last = queue.peekLast();
        if (last != null && last.isMotion() && report.isMotion()) {
            last.merge(report);
            if (last.isEmpty()) {
                queue.removeLast();
            }
        } else if (queue.size() < MAX_QUEUED) {
            queue.add(report);
        } else {
            outOfSync = true;
        }
    }

    /// Takes the next report, if the guest has enough buffers.
    ///
    /// @param buffers buffers available now
    /// @param maxBuffers the largest number of buffers so far: if all are available, a report that
    ///   needs more is begun
    /// @param holdMotion whether motion without later reports stays queued, so that more motion can
    ///   replace it
    /// @return the report's events; empty if there is none
    synchronized List<EvdevEvent> next(int buffers, int maxBuffers, boolean holdMotion) {
        if (buffers == 0) {
            return List.of();
        }
        Report report = queue.peek();
        if (report == null) {
            if (!outOfSync) {
                return List.of();
            }
            report = current.differenceFrom(reported);
            if (report.isEmpty()) {
                outOfSync = false;
                return List.of();
            }
        } else if (holdMotion && queue.size() == 1 && report.isMotion()) {
            return List.of();
        }
        List<EvdevEvent> events = notches.addTo(report.events());
        if (events.size() > buffers && buffers < maxBuffers) {
            return List.of();
        }
        queue.poll();
        report.applyTo(reported);
        notches.recordSent(report.events());
        return events;
    }

    /// Whether there is a report for the guest.
    synchronized boolean hasReport() {
        return !queue.isEmpty() || (outOfSync && !current.differenceFrom(reported).isEmpty());
    }

    /// The guest's driver is gone: forgets the state it knew.
    synchronized void reset() {
        queue.clear();
        reported.clear();
        notches.clear();
        outOfSync = true;
    }
}
