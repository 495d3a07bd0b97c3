// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.clipboard;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.display.clipboard.SharedClipboard;
import dev.zeropane.qemu.dbus.DbusAnswer;
import dev.zeropane.qemu.dbus.DbusFormatException;
import dev.zeropane.qemu.dbus.DbusReader;
import dev.zeropane.qemu.dbus.DbusReply;
import dev.zeropane.qemu.dbus.DbusWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// The guest's side of a clipboard: QEMU's, by `org.qemu.Display1.Clipboard` (QEMU, "D-Bus
/// display"), which both sides export. QEMU has it from an agent in the guest.
///
/// Who has copied tells the other (`Grab`), who asks for it when somebody pastes (`Request`). QEMU
/// waits for our answer with its main loop standing still, so the host's text is in memory here.
///
/// Belongs to the loop's thread, but for [SharedClipboard.GuestSide].
public final class GuestClipboard implements SharedClipboard.GuestSide {
    public static final String PATH = "/org/qemu/Display1/Clipboard";
    public static final String NAME = "org.qemu.Display1.Clipboard";

    /// The only kind that QEMU knows.
    private static final String TEXT = "text/plain;charset=utf-8";

    /// QEMU has a third one, which X11 has and nobody uses.
    private static final List<Selection> SELECTIONS =
            List.of(Selection.CLIPBOARD, Selection.PRIMARY);

    private static final DbusAnswer NOTHING =
            new DbusAnswer.Refusal("org.qemu.Display1.Error.Failed", "nothing is on offer");

    private final Peer qemu;
    private final Executor loop;
    private final SharedClipboard clipboard;
    private final Consumer<String> problems;
    private final Map<Selection, Offer> offers = new EnumMap<>(Selection.class);
    private boolean registered;
    private boolean agentSeen;

    /// What the host offers.
    private static final class Offer {
        private Optional<ClipboardText> text = Optional.empty();

        /// The next grab's number. An agent takes none but the next.
        private int serial;
    }

    /// Calls methods of QEMU's clipboard.
    public interface Peer {
        /// @param replied called once, later, on the loop's thread
        void call(
                String member, String signature, DbusWriter arguments, Consumer<DbusReply> replied);
    }

    /// @param loop runs tasks on the loop's thread
    /// @param problems gets, on that thread, what people should know
    public GuestClipboard(
            Peer qemu, Executor loop, SharedClipboard clipboard, Consumer<String> problems) {
        this.qemu = qemu;
        this.loop = loop;
        this.clipboard = clipboard;
        this.problems = problems;
        SELECTIONS.forEach(selection -> offers.put(selection, new Offer()));
    }

    /// Connects both clipboards.
    public void start() {
        qemu.call("Register", "", new DbusWriter(), this::registered);
    }

    private void registered(DbusReply reply) {
        switch (reply) {
            case DbusReply.Values _ -> {
                registered = true;
                restartSerials();
                clipboard.guestSide(this);
            }
            case DbusReply.Refused(_, String text) ->
                    problems.accept("QEMU does not share the guest's clipboard: " + text);
            case DbusReply.TooLong(), DbusReply.Lost() -> {}
        }
    }

    /// The connection has ended.
    public void end() {
        if (registered) {
            registered = false;
            clipboard.guestGone();
        }
    }

    /// Says what is missing in the guest if its agent has given no sign of life.
    public void reportMissingAgent() {
        if (registered && !agentSeen) {
            problems.accept(
                    "the guest has no clipboard agent so far; install spice-vdagent in it"
                            + " (docs/clipboard.md)");
        }
    }

    /// Answers a call of QEMU's.
    public DbusAnswer called(String member, DbusReader arguments) {
        switch (member) {
            case "Register" -> {
                // The first one answers ours; each later one comes from an agent that has started.
                agentSeen |= registered;
                restartSerials();
                offers.keySet().forEach(this::grab);
            }
            case "Grab" -> {
                int selection = arguments.uint32();
                int serial = arguments.uint32();
                boolean text = arguments.strings().contains(TEXT);
                selection(selection).ifPresent(known -> guestGrabbed(known, serial, text));
            }
            case "Release" -> selection(arguments.uint32()).ifPresent(clipboard::guestReleased);
            case "Request" -> {
                return requested(selection(arguments.uint32()), arguments.strings());
            }
            case "Unregister" -> {}
            default -> {
                return DbusAnswer.unknown(member);
            }
        }
        return DbusAnswer.DONE;
    }

    /// Answers a call about properties, of which there are none. QEMU asks for all of them when we
    /// register, and stands still until it is told.
    public static DbusAnswer property(String member) {
        return member.equals("GetAll")
                ? new DbusAnswer.Values("a{sv}", new DbusWriter().emptyArray(Long.BYTES))
                : DbusAnswer.unknown(member);
    }

    private static Optional<Selection> selection(int number) {
        return number >= 0 && number < SELECTIONS.size()
                ? Optional.of(SELECTIONS.get(number))
                : Optional.empty();
    }

    private void guestGrabbed(Selection selection, int serial, boolean text) {
        agentSeen = true;
        Offer ours = offers.get(selection);
        ours.text = Optional.empty();
        ours.serial = serial + 1;
        clipboard.guestGrabbed(selection);
        if (!text) {
            // A picture, say: the host's text is gone, and there is none.
            clipboard.guestReleased(selection);
        }
    }

    private DbusAnswer requested(Optional<Selection> selection, List<String> kinds) {
        agentSeen = true;
        if (!kinds.contains(TEXT)) {
            return NOTHING;
        }
        return selection
                .flatMap(known -> offers.get(known).text)
                .<DbusAnswer>map(text ->
                        new DbusAnswer.Values(
                                "say", new DbusWriter().string(TEXT).bytes(text.utf8())))
                .orElse(NOTHING);
    }

    private void restartSerials() {
        offers.values().forEach(offer -> offer.serial = 0);
    }

    @Override
    public void offer(Selection selection, ClipboardText text) {
        loop.execute(() -> {
            offers.get(selection).text = Optional.of(text);
            grab(selection);
        });
    }

    /// Tells QEMU what is offered, if anything is.
    private void grab(Selection selection) {
        Offer ours = offers.get(selection);
        if (registered && ours.text.isPresent()) {
            DbusWriter arguments =
                    new DbusWriter()
                            .int32(SELECTIONS.indexOf(selection))
                            .int32(ours.serial)
                            .strings(List.of(TEXT));
            ours.serial++;
            qemu.call("Grab", "uuas", arguments, this::ignoreUnlessRefused);
        }
    }

    @Override
    public void release(Selection selection) {
        loop.execute(() -> {
            offers.get(selection).text = Optional.empty();
            if (registered) {
                qemu.call(
                        "Release",
                        "u",
                        new DbusWriter().int32(SELECTIONS.indexOf(selection)),
                        this::ignoreUnlessRefused);
            }
        });
    }

    private void ignoreUnlessRefused(DbusReply reply) {
        if (reply instanceof DbusReply.Refused(_, String text)) {
            problems.accept("the host's clipboard was not offered to the guest: " + text);
        }
    }

    @Override
    public void request(Selection selection, Consumer<Optional<ClipboardText>> taker) {
        loop.execute(() ->
                qemu.call(
                        "Request",
                        "uas",
                        new DbusWriter()
                                .int32(SELECTIONS.indexOf(selection))
                                .strings(List.of(TEXT)),
                        reply -> taker.accept(text(reply))));
    }

    private Optional<ClipboardText> text(DbusReply reply) {
        return switch (reply) {
            case DbusReply.Values(String signature, DbusReader values) ->
                    signature.equals("say") ? text(values) : Optional.empty();
            case DbusReply.TooLong() -> tooLong();
            // The guest's agent has not answered in time, or the guest has released it meanwhile.
            case DbusReply.Refused _, DbusReply.Lost() -> Optional.empty();
        };
    }

    private Optional<ClipboardText> text(DbusReader values) {
        try {
            String kind = values.string();
            byte[] bytes = values.bytes();
            if (bytes.length > ClipboardText.MAX_BYTES) {
                return tooLong();
            }
            Optional<ClipboardText> text =
                    kind.equals(TEXT) ? ClipboardText.ofUtf8(bytes) : Optional.empty();
            if (text.isEmpty()) {
                problems.accept("what the guest has copied is no UTF-8 text: it is left there");
            }
            return text;
        } catch (DbusFormatException e) {
            return Optional.empty();
        }
    }

    private Optional<ClipboardText> tooLong() {
        problems.accept(
                "the guest has copied more than %,d bytes: they are left there"
                        .formatted(ClipboardText.MAX_BYTES));
        return Optional.empty();
    }
}
