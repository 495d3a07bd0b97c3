// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import java.util.Optional;
import java.util.function.IntSupplier;

/// How large the content of a window is, in logical pixels, and whose idea that was: the
/// compositor's, if it said so, else what the guest's picture needs.
public final class ContentSize implements AutoCloseable {
    /// Smaller is no use to anybody.
    public static final Size MINIMUM = new Size(320, 200);

    private final Layout.Rule rule;
    private final PacedWishes wishes;
    private final Following following;
    private final boolean scales;
    private final IntSupplier scale120;

    private Size guest;
    private Size area = MINIMUM;
    private WindowState state = WindowState.INITIAL;
    private boolean configured;

    /// What there is room for, if the compositor said.
    private Optional<Size> most = Optional.empty();

    /// What the compositor said, if it did.
    private Optional<Size> given = Optional.empty();

    /// What it was when the window could be of any size.
    private Optional<Size> floating = Optional.empty();

    /// @param rule where the picture is in the content
    /// @param wishes closed with this
    /// @param guest size of the picture that comes first
    /// @param scales whether pictures can be scaled
    /// @param scale120 the window system's scale, as [Layout] has it
    public ContentSize(
            Layout.Rule rule,
            PacedWishes wishes,
            Size guest,
            boolean scales,
            IntSupplier scale120) {
        this.rule = rule;
        this.wishes = wishes;
        this.guest = guest;
        this.scales = scales;
        this.scale120 = scale120;
        following = new Following(guest, wishes::wish, System::nanoTime);
    }

    public Size area() {
        return area;
    }

    public Size guest() {
        return guest;
    }

    /// Where the guest's picture is in it.
    public Layout layout() {
        return scales
                ? rule.layout(area, guest, scale120.getAsInt())
                : Layout.oneToOne(area.atLeast(guest), guest, Layout.UNSCALED);
    }

    /// The compositor says how the window is to be.
    ///
    /// @param content the size of its content, or nothing if that is ours to choose
    /// @param room what there is room for, or nothing if that is not said
    public void configure(WindowState state, Optional<Size> content, Optional<Size> room) {
        this.state = state;
        most = room;
        content.ifPresentOrElse(this::obey, this::choose);
        configured = true;
    }

    private void choose() {
        given = Optional.empty();
        if (following.isFollowing() && floating.isPresent()) {
            // The guest has the size of a window that is as large no more.
            area = floating.get();
            wish(area);
        } else {
            area = preferred();
            if (following.isWaiting()) {
                wish(area);
            }
            following.own(area);
        }
        rememberFloating();
    }

    private void obey(Size content) {
        boolean repeated = configured && content.equals(area);
        boolean echo = isFree() && wishes.areHeard() && following.isEcho(content);
        if (!repeated && !echo) {
            given = Optional.of(content);
            area = atLeastGuest(content);
            wish(content);
        }
        rememberFloating();
    }

    /// Whether the window may be of any size, and nobody is just giving it one.
    private boolean isFree() {
        return state.isFloating() && !state.resizing();
    }

    private void rememberFloating() {
        if (state.isFloating()) {
            floating = Optional.of(area);
        }
    }

    /// The guest should have this size.
    private void wish(Size content) {
        if (wishes.areHeard()) {
            following.given(content, scales ? scale120.getAsInt() : Layout.UNSCALED);
        }
    }

    /// The guest's pixels are the screen's, if there is room.
    private Size preferred() {
        Size exact = Layout.exact(guest, scale120.getAsInt());
        Size room = most.map(this::atLeastGuest).orElse(exact);
        return atLeastGuest(
                new Size(
                                Math.min(exact.width(), room.width()),
                                Math.min(exact.height(), room.height()))
                        .atLeast(MINIMUM));
    }

    /// What cannot be scaled needs all its room, unless the compositor says how much there is.
    private Size atLeastGuest(Size size) {
        return scales || state.isSized() ? size : size.atLeast(guest);
    }

    /// The guest has another size now.
    public void guest(Size size) {
        guest = size;
        if (following.follows(size)) {
            given.ifPresent(content -> area = atLeastGuest(content));
        } else {
            fit();
        }
    }

    /// A logical pixel is as many of the screen's as it was not before.
    public void rescaled() {
        if (!configured) {
            return;
        }
        fit();
        if (!state.isFloating()) {
            given.ifPresent(this::wish);
        }
    }

    private void fit() {
        if (isFree()) {
            area = preferred();
            given = Optional.empty();
            following.own(area);
            rememberFloating();
        }
    }

    @Override
    public void close() {
        wishes.close();
    }
}
