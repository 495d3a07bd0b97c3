// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.Rect;
import java.util.ArrayList;
import java.util.List;

/// Pixels that are to be sent, as a few rectangles: all that was added is in one of them, and more
/// is where there were too many.
final class Region {
    private static final int MAX_RECTS = 16;

    private final List<Rect> rects = new ArrayList<>();

    boolean isEmpty() {
        return rects.isEmpty();
    }

    void clear() {
        rects.clear();
    }

    void add(Rect added) {
        if (added.isEmpty()) {
            return;
        }
        // Two that are hardly larger as one become one, which may then meet others.
        Rect next = added;
        int i = 0;
        while (i < rects.size()) {
            Rect both = rects.get(i).union(next);
            if (area(both) <= area(rects.get(i)) + area(next)) {
                rects.remove(i);
                next = both;
                i = 0;
            } else {
                i++;
            }
        }
        rects.add(next);
        if (rects.size() > MAX_RECTS) {
            mergeTwo();
        }
    }

    /// Makes one of the two that lose least by it.
    private void mergeTwo() {
        int first = 0;
        int second = 1;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < rects.size(); i++) {
            for (int j = i + 1; j < rects.size(); j++) {
                long loss =
                        area(rects.get(i).union(rects.get(j)))
                                - area(rects.get(i))
                                - area(rects.get(j));
                if (loss < least) {
                    least = loss;
                    first = i;
                    second = j;
                }
            }
        }
        Rect removed = rects.remove(second);
        add(rects.remove(first).union(removed));
    }

    private static long area(Rect rect) {
        return (long) rect.width() * rect.height();
    }

    /// Adds all of it to another, and is empty then.
    void moveTo(Region other) {
        rects.forEach(other::add);
        rects.clear();
    }

    boolean intersects(Rect area) {
        return rects.stream().anyMatch(rect -> !rect.intersect(area).isEmpty());
    }

    /// Takes what of it is within an area.
    List<Rect> take(Rect area) {
        List<Rect> taken = new ArrayList<>();
        List<Rect> left = new ArrayList<>();
        for (Rect rect : rects) {
            Rect common = rect.intersect(area);
            if (common.isEmpty()) {
                left.add(rect);
            } else {
                taken.add(common);
                around(rect, common, left);
            }
        }
        rects.clear();
        left.forEach(this::add);
        return taken;
    }

    /// What is left of a rectangle without a part of it: above, below, left and right of that.
    private static void around(Rect rect, Rect part, List<Rect> left) {
        left.add(new Rect(rect.x(), rect.y(), rect.width(), part.y() - rect.y()));
        left.add(new Rect(rect.x(), part.bottom(), rect.width(), rect.bottom() - part.bottom()));
        left.add(new Rect(rect.x(), part.y(), part.x() - rect.x(), part.height()));
        left.add(new Rect(part.right(), part.y(), rect.right() - part.right(), part.height()));
    }
}
