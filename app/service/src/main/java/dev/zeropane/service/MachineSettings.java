// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Mode;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.hands.VmmHands;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The settings of a machine's devices and displays. [#builder] has the defaults.
///
/// @param socket of the graphics card
/// @param input sockets of the keyboard, tablet and touch screen
/// @param card the graphics card
/// @param size of the screens, at first or always
/// @param sizing who may change the size
/// @param resizer makes the guest ask for the sizes of its screens
/// @param hands the VMM's own keyboard and pointer, for guests without a driver of ours
/// @param displays show the screens; closed with the service
/// @param vmm how the VMM's user interface gets the pictures, if it shows them, too
/// @param clipboard that guest and host share, if they share one
/// @param losesPages whether the guest may lose pages while it runs (balloon, virtio-mem)
/// @param name a path whose last part is the machine's name, if the VMM has no name
/// @param connected called on the device thread when the VMM has connected to the graphics card,
///   its last connection
public record MachineSettings(
        Path socket,
        InputService.Sockets input,
        Card card,
        Mode size,
        Sizing sizing,
        SizeWishes resizer,
        Optional<VmmHands> hands,
        Displays displays,
        Optional<VmmPictures> vmm,
        Optional<Clipboard> clipboard,
        boolean losesPages,
        Optional<Path> name,
        Runnable connected) {

    /// A graphics card.
    public sealed interface Card {
        /// A virtio-gpu, over vhost-user.
        ///
        /// @param outputs number of screens
        record Gpu(int outputs) implements Card {}

        /// A VGA, over vfio-user, which cannot tell its guest a new size.
        record Vga() implements Card {}
    }

    /// Who may change the size of the screens.
    public enum Sizing {
        /// Only the guest.
        FIXED,
        /// The windows that show the screens.
        BY_WINDOWS,
        /// The VMM, which has windows of its own.
        BY_VMM
    }

    /// The defaults: a virtio-gpu with one screen that follows its window, and no displays.
    public static Builder builder(Path socket, InputService.Sockets input) {
        return new Builder(socket, input);
    }

    /// Has a method for each component of [MachineSettings].
    public static final class Builder {
        private final Path socket;
        private final InputService.Sockets input;
        private Card card = new Card.Gpu(1);
        private Mode size = Mode.DEFAULT;
        private Sizing sizing = Sizing.BY_WINDOWS;
        private SizeWishes resizer = SizeWishes.NONE;
        private Optional<VmmHands> hands = Optional.empty();
        private Displays displays = (_, _) -> List.of();
        private Optional<VmmPictures> vmm = Optional.empty();
        private Optional<Clipboard> clipboard = Optional.empty();
        private boolean losesPages;
        private Optional<Path> name = Optional.empty();
        private Runnable connected = () -> {};

        private Builder(Path socket, InputService.Sockets input) {
            this.socket = socket;
            this.input = input;
        }

        public Builder card(Card kind) {
            card = kind;
            return this;
        }

        public Builder size(Mode mode) {
            size = mode;
            return this;
        }

        public Builder sizing(Sizing who) {
            sizing = who;
            return this;
        }

        public Builder resizer(SizeWishes notifier) {
            resizer = notifier;
            return this;
        }

        public Builder hands(VmmHands vmms) {
            hands = Optional.of(vmms);
            return this;
        }

        public Builder displays(Displays all) {
            displays = all;
            return this;
        }

        public Builder vmm(Optional<VmmPictures> pictures) {
            vmm = pictures;
            return this;
        }

        public Builder clipboard(Optional<? extends Clipboard> shared) {
            clipboard = shared.map(Function.identity());
            return this;
        }

        public Builder losesPages(boolean may) {
            losesPages = may;
            return this;
        }

        public Builder name(Path like) {
            name = Optional.of(like);
            return this;
        }

        public Builder connected(Runnable told) {
            connected = told;
            return this;
        }

        public MachineSettings build() {
            return new MachineSettings(
                    socket,
                    input,
                    card,
                    size,
                    sizing,
                    resizer,
                    hands,
                    displays,
                    vmm,
                    clipboard,
                    losesPages,
                    name,
                    connected);
        }
    }
}
