// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import dev.zeropane.display.PacedWishes;
import java.util.Optional;
import java.util.function.IntSupplier;

/// The size of a window's content in logical pixels: the size that the compositor configures, else
/// the size that the guest's picture needs.
public final class ContentSize implements AutoCloseable {
    /// A smaller window is useless.
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

    /// The bounds that the compositor configured, if it did.
    private Optional<Size> bounds = Optional.empty();

    /// The size that the compositor configured, if it did.
    private Optional<Size> given = Optional.empty();

    /// The size when the window was last floating.
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

    /// The place of the guest's picture in the content.
    public Layout layout() {
        return scales
                ? rule.layout(area, guest, scale120.getAsInt())
                : Layout.oneToOne(area.atLeast(guest), guest, Layout.UNSCALED);
    }

    /// The compositor configured the window.
    ///
    /// @param content the size of its content, or nothing if the client chooses
    /// @param bounds the largest size that the compositor recommends, or nothing if it sent none
    public void configure(WindowState state, Optional<Size> content, Optional<Size> bounds) {
        this.state = state;
        this.bounds = bounds;
        content.ifPresentOrElse(this::obey, this::choose);
        configured = true;
    }

    private void choose() {
        given = Optional.empty();
        if (following.isFollowing() && floating.isPresent()) {
            // The guest took the size of the window, which now returns to its floating size.
            area = floating.get();
            wish(area);
        } else {
            area = preferred();
            if (following.isWaiting()) {
                wish(area);
            }
            following.rememberOwn(area);
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

    /// Whether the window may have any size, and no user is resizing it right now.
    private boolean isFree() {
        return state.isFloating() && !state.resizing();
    }

    private void rememberFloating() {
        if (state.isFloating()) {
            floating = Optional.of(area);
        }
    }

    /// Asks the guest to take this size.
    private void wish(Size content) {
        if (wishes.areHeard()) {
            following.askGuest(content, scales ? scale120.getAsInt() : Layout.UNSCALED);
        }
    }

    /// One pixel of the screen for each pixel of the guest, if there is room.
    private Size preferred() {
        Size exact = Layout.exact(guest, scale120.getAsInt());
        Size limit = bounds.map(this::atLeastGuest).orElse(exact);
        return atLeastGuest(
                new Size(
                                Math.min(exact.width(), limit.width()),
                                Math.min(exact.height(), limit.height()))
                        .atLeast(MINIMUM));
    }

    /// A picture that cannot be scaled needs its whole size, unless the compositor requires another
    /// one.
    private Size atLeastGuest(Size size) {
        return scales || state.isSized() ? size : size.atLeast(guest);
    }

    /// The guest has another size now.
    public void guestResized(Size size) {
        guest = size;
        if (following.guestResized(size)) {
            given.ifPresent(content -> area = atLeastGuest(content));
        } else {
            fit();
        }
    }

    /// The scale changed.
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
            following.rememberOwn(area);
            rememberFloating();
        }
    }

    @Override
    public void close() {
        wishes.close();
    }
}
