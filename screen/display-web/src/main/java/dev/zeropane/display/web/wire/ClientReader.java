// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Reads what a client says. Nobody trusts it: each length is checked before anything is kept, so
/// that no message takes more than some kilobytes of memory, or a text of the clipboard's. Belongs
/// to one thread.
public final class ClientReader {
    /// Some 40 are known; clients list up to 30.
    private static final int MAX_ENCODINGS = 1024;

    /// By the protocol.
    private static final int MAX_FENCE = 64;

    private static final int BYTES_OF_A_SCREEN = 16;
    private static final int VERSION_LENGTH = 12;
    private static final int EXTENDED_BUTTONS = 0x80;

    private final Input in;
    private final CutTextReader texts;
    private boolean extendedButtons;

    public ClientReader(BytePipe pipe) {
        this.in = new Input(pipe);
        this.texts = new CutTextReader(in);
    }

    /// From now on the client may give texts.
    ///
    /// @param provided asked when a text comes by the extended clipboard: whether it was asked for
    public void takeTexts(BooleanSupplier provided) {
        texts.take(provided);
    }

    /// The protocol's version that the client wants, as text.
    public String version() throws IOException {
        StringBuilder text = new StringBuilder();
        for (byte b : in.bytes(VERSION_LENGTH)) {
            text.append((char) (b & 0xff));
        }
        return text.toString();
    }

    /// A byte of the handshake.
    public int handshakeByte() throws IOException {
        return in.u8();
    }

    /// A number of the handshake, of 32 bits.
    ///
    /// @return negative for those from 2^31 on
    public int handshakeNumber() throws IOException {
        return in.u32();
    }

    /// Bytes of the handshake.
    public byte[] handshakeBytes(int count) throws IOException {
        return in.bytes(count);
    }

    /// What follows is to come in another way, so nothing may have come yet. Whoever is between us
    /// and the client could otherwise put its own words before the client's.
    ///
    /// @throws ProtocolException if something has
    public void requireNothingMore() throws ProtocolException {
        if (in.hasMore()) {
            throw new ProtocolException("it said something before TLS that belongs into it");
        }
    }

    /// Waits for the next message.
    ///
    /// @return nothing if the client has left
    /// @throws ProtocolException if it is no message, saying why
    public Optional<ClientMessage> next() throws IOException {
        int type = in.first();
        return type < 0 ? Optional.empty() : Optional.of(message(type));
    }

    private ClientMessage message(int type) throws IOException {
        return switch (type) {
            case Rfb.SET_PIXEL_FORMAT -> pixelFormat();
            case Rfb.SET_ENCODINGS -> encodings();
            case Rfb.FRAMEBUFFER_UPDATE_REQUEST -> updateRequest();
            case Rfb.KEY_EVENT -> key();
            case Rfb.POINTER_EVENT -> pointer();
            case Rfb.CLIENT_CUT_TEXT -> texts.next();
            case Rfb.ENABLE_CONTINUOUS_UPDATES -> continuousUpdates();
            case Rfb.CLIENT_FENCE -> fence();
            case Rfb.SET_DESKTOP_SIZE -> desktopSize();
            case Rfb.QEMU_CLIENT_MESSAGE -> qemu();
            default -> throw new ProtocolException("it sent a message of unknown type " + type);
        };
    }

    private ClientMessage pixelFormat() throws IOException {
        in.skip(3);
        int bits = in.u8();
        int depth = in.u8();
        boolean bigEndian = in.u8() != 0;
        boolean trueColour = in.u8() != 0;
        int redMax = in.u16();
        int greenMax = in.u16();
        int blueMax = in.u16();
        int redShift = in.u8();
        int greenShift = in.u8();
        int blueShift = in.u8();
        in.skip(3);
        return new ClientMessage.SetPixelFormat(
                trueColour
                        ? PixelLayout.of(
                                bits,
                                depth,
                                bigEndian,
                                new PixelLayout.Component(redMax, redShift),
                                new PixelLayout.Component(greenMax, greenShift),
                                new PixelLayout.Component(blueMax, blueShift))
                        : PixelLayout.colourMap(bits));
    }

    private ClientMessage encodings() throws IOException {
        in.skip(1);
        int count = in.u16();
        if (count > MAX_ENCODINGS) {
            throw new ProtocolException("it understands " + count + " encodings, too many");
        }
        List<Integer> encodings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            encodings.add(in.u32());
        }
        // From here on the client may use it. One that does before it has heard that it may is
        // understood, too.
        extendedButtons = encodings.contains(Rfb.EXTENDED_MOUSE_BUTTONS);
        texts.extended(encodings.contains(Rfb.EXTENDED_CLIPBOARD));
        return new ClientMessage.SetEncodings(encodings);
    }

    private ClientMessage updateRequest() throws IOException {
        boolean incremental = in.u8() != 0;
        return new ClientMessage.UpdateRequest(incremental, in.u16(), in.u16(), in.u16(), in.u16());
    }

    private ClientMessage key() throws IOException {
        boolean pressed = in.u8() != 0;
        in.skip(2);
        return new ClientMessage.Key(pressed, in.u32());
    }

    private ClientMessage pointer() throws IOException {
        int buttons = in.u8();
        int x = in.u16();
        int y = in.u16();
        if (extendedButtons && (buttons & EXTENDED_BUTTONS) != 0) {
            buttons = (buttons & ~EXTENDED_BUTTONS) | in.u8() << 7;
        }
        return new ClientMessage.Pointer(buttons, x, y);
    }

    private ClientMessage continuousUpdates() throws IOException {
        boolean enabled = in.u8() != 0;
        return new ClientMessage.ContinuousUpdates(enabled, in.u16(), in.u16(), in.u16(), in.u16());
    }

    private ClientMessage fence() throws IOException {
        in.skip(3);
        int flags = in.u32();
        int length = in.u8();
        if (length > MAX_FENCE) {
            throw new ProtocolException("it sent a fence of " + length + " bytes; 64 are allowed");
        }
        List<Byte> payload = new ArrayList<>(length);
        for (byte b : in.bytes(length)) {
            payload.add(b);
        }
        return new ClientMessage.Fence(flags, payload);
    }

    /// Where its screens are within the size makes no difference: the guest's has one.
    private ClientMessage desktopSize() throws IOException {
        in.skip(1);
        int width = in.u16();
        int height = in.u16();
        int screens = in.u8();
        in.skip(1 + BYTES_OF_A_SCREEN * screens);
        return new ClientMessage.SetDesktopSize(width, height);
    }

    private ClientMessage qemu() throws IOException {
        int type = in.u8();
        if (type != Rfb.QEMU_EXTENDED_KEY_EVENT) {
            throw new ProtocolException("it sent a message of QEMU's of unknown type " + type);
        }
        boolean pressed = in.u16() != 0;
        int keysym = in.u32();
        return new ClientMessage.QemuKey(pressed, keysym, in.u32());
    }
}
