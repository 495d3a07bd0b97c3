// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.web.wire.ClientReader;
import dev.zeropane.display.web.wire.Output;
import dev.zeropane.display.web.wire.PixelLayout;
import dev.zeropane.display.web.wire.Rfb;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a connection begins (RFC 6143, 7.1 to 7.3): versions 3.3, 3.7 and 3.8 of the protocol,
/// without a password.
final class Handshake {
    private static final String VERSION = "RFB 003.008\n";
    private static final Pattern CLIENT_VERSION = Pattern.compile("RFB 003\\.(\\d{3})\n");
    private static final int OFFERED_TYPES = 1;
    private static final int TRUE_COLOUR = 1;
    private static final int WITH_LIST = 7;
    private static final int WITH_RESULT = 8;

    private final ClientReader in;
    private final Output out;

    Handshake(ClientReader in, Output out) {
        this.in = in;
        this.out = out;
    }

    /// Until the client may look, or not.
    ///
    /// @param refusal why it may not
    /// @return whether it may
    boolean agree(Optional<String> refusal) throws IOException {
        out.bytes(VERSION.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        int version = version(in.version());
        if (refusal.isPresent()) {
            refuse(version, refusal.get());
            return false;
        }
        if (version < WITH_LIST) {
            out.u32(Rfb.SECURITY_NONE);
        } else {
            out.u8(OFFERED_TYPES);
            out.u8(Rfb.SECURITY_NONE);
            out.flush();
            int chosen = in.handshakeByte();
            if (chosen != Rfb.SECURITY_NONE) {
                throw new ProtocolException("it wants security type " + chosen + ", not None");
            }
            if (version >= WITH_RESULT) {
                out.u32(0);
            }
        }
        out.flush();
        // Whether it wants to be alone: nobody is sent away here, as most viewers ask for that.
        int _ = in.handshakeByte();
        return true;
    }

    /// The minor one; those that nobody has defined count as the one below.
    private static int version(String text) throws ProtocolException {
        Matcher matcher = CLIENT_VERSION.matcher(text);
        if (!matcher.matches()) {
            throw new ProtocolException("it does not speak RFB 3");
        }
        return Integer.parseInt(matcher.group(1));
    }

    private void refuse(int version, String reason) throws IOException {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        if (version < WITH_LIST) {
            out.u32(0);
        } else {
            out.u8(0);
        }
        out.u32(text.length);
        out.bytes(text);
        out.flush();
    }

    /// Tells the client what it will see.
    void begin(int width, int height, String name) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        PixelLayout layout = PixelLayout.NATIVE;
        out.u16(width);
        out.u16(height);
        out.u8(layout.bits());
        out.u8(layout.depth());
        out.u8(0);
        out.u8(TRUE_COLOUR);
        out.u16(layout.red().max());
        out.u16(layout.green().max());
        out.u16(layout.blue().max());
        out.u8(layout.red().shift());
        out.u8(layout.green().shift());
        out.u8(layout.blue().shift());
        out.zeros(3);
        out.u32(text.length);
        out.bytes(text);
        out.flush();
    }
}
