// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Mode;
import dev.zeropane.display.SizeWishes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a machine is given, and where people see and use it: [#builder] has what is usual.
///
/// @param socket where its graphics card is served
/// @param input where its keyboard, tablet and touch screen are served
/// @param card which graphics card it has
/// @param size of the screens, at first or for good
/// @param sizing who may change it
/// @param bell makes the guest ask for the size of its screens
/// @param displays where the screens are shown; closed with the service
/// @param vmm how the VMM's user interface shows them too, if it does
/// @param losesPages whether pages may be taken from the guest while it runs
/// @param name a path whose last part gives the machine its name, if the VMM gives it none
/// @param connected called when the VMM has connected to the graphics card, which it does last, on
///   the device thread
public record MachineSettings(
        Path socket,
        InputService.Sockets input,
        Card card,
        Mode size,
        Sizing sizing,
        SizeWishes bell,
        Displays displays,
        Optional<VmmPictures> vmm,
        boolean losesPages,
        Optional<Path> name,
        Runnable connected) {

    /// A graphics card.
    public sealed interface Card {
        /// A virtio-gpu, over vhost-user.
        ///
        /// @param outputs number of screens
        record Gpu(int outputs) implements Card {}

        /// A VGA, over vfio-user; its guest is never told to take another size.
        record Vga() implements Card {}
    }

    /// Who may change the size of the screens.
    public enum Sizing {
        /// Nobody but the guest.
        FIXED,
        /// The windows they are shown in.
        BY_WINDOWS,
        /// The VMM, which has windows of its own.
        BY_VMM
    }

    /// A machine with one screen that is shown nowhere and follows its window.
    public static Builder builder(Path socket, InputService.Sockets input) {
        return new Builder(socket, input);
    }

    /// Settings by their names, which are those of [MachineSettings].
    public static final class Builder {
        private final Path socket;
        private final InputService.Sockets input;
        private Card card = new Card.Gpu(1);
        private Mode size = Mode.DEFAULT;
        private Sizing sizing = Sizing.BY_WINDOWS;
        private SizeWishes bell = SizeWishes.NONE;
        private Displays displays = (_, _) -> List.of();
        private Optional<VmmPictures> vmm = Optional.empty();
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

        public Builder bell(SizeWishes rings) {
            bell = rings;
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
                    bell,
                    displays,
                    vmm,
                    losesPages,
                    name,
                    connected);
        }
    }
}
