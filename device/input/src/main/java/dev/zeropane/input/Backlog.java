// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.display.InputEvent;
import dev.zeropane.input.protocol.EvdevEvent;
import java.util.ArrayDeque;
import java.util.List;

/// Reports between those who make them, on any thread, and the device thread, which hands them to
/// the guest when that gives buffers.
///
/// What waits is bounded. Motion that follows motion takes its place, so that a pointer never lags
/// behind a slow guest. Keys and buttons wait as they are; when there are too many the rest is not
/// kept, only what is held in the end, and the guest is told the difference once it has taken what
/// waited. So nothing stays pressed that was let go. The same brings a driver that begins, or
/// begins anew, up to date: it gets no keys of the time before.
final class Backlog implements Changes {
    /// Reports that may wait: a minute of fast typing in a guest that hangs.
    static final int MAX_WAITING = 512;

    private final ArrayDeque<Report> waiting = new ArrayDeque<>();

    /// What people hold, and where the pointer is.
    private final ControlState held = new ControlState();

    /// What the guest was told of it.
    private final ControlState told = new ControlState();

    private final Notches notches = new Notches();

    /// Whether there is more to tell than what waits.
    private boolean behind = true;

    private Report open = new Report();

    /// Translates what happened and keeps it. Any thread.
    synchronized void add(List<InputEvent> frame, Model model) {
        for (InputEvent event : frame) {
            model.input(event, this);
        }
        finish();
    }

    /// For the model, within [#add].
    @Override
    public void set(Control control, int value) {
        if (!control.isRelative() && held.has(control, value)) {
            return;
        }
        if (!open.put(control, value)) {
            finish();
            open.put(control, value);
        }
        held.put(control, value);
    }

    private void finish() {
        Report report = open;
        if (report.isEmpty()) {
            return;
        }
        open = new Report();
        if (behind) {
            return;
        }
        Report last = waiting.peekLast();
        if (last != null && last.isMotion() && report.isMotion()) {
            last.merge(report);
            if (last.isEmpty()) {
                waiting.removeLast();
            }
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(report);
        } else {
            behind = true;
        }
    }

    /// Takes the next report if there is room for it.
    ///
    /// @param room buffers the guest has given
    /// @param most the most it ever gave: with that much room a report begins that needs more
    /// @param patient leaves motion that nothing follows where later motion takes its place
    /// @return its events, or none
    synchronized List<EvdevEvent> next(int room, int most, boolean patient) {
        if (room == 0) {
            return List.of();
        }
        Report report = waiting.peek();
        if (report == null) {
            if (!behind) {
                return List.of();
            }
            report = held.since(told);
            if (report.isEmpty()) {
                behind = false;
                return List.of();
            }
        } else if (patient && waiting.size() == 1 && report.isMotion()) {
            return List.of();
        }
        List<EvdevEvent> events = notches.addTo(report.events());
        if (events.size() > room && room < most) {
            return List.of();
        }
        waiting.poll();
        report.applyTo(told);
        notches.told(report.events());
        return events;
    }

    /// Whether there is something to tell.
    synchronized boolean isWaiting() {
        return !waiting.isEmpty() || (behind && !held.since(told).isEmpty());
    }

    /// The guest's driver is gone, and with it what it knew.
    synchronized void reset() {
        waiting.clear();
        told.clear();
        notches.clear();
        behind = true;
    }
}
