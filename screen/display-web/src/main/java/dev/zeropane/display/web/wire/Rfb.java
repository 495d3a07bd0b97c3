// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

/// Numbers of the RFB protocol (RFC 6143, and the community's rfbproto.rst for what came later).
public final class Rfb {
    // From the client.
    public static final int SET_PIXEL_FORMAT = 0;
    public static final int SET_ENCODINGS = 2;
    public static final int FRAMEBUFFER_UPDATE_REQUEST = 3;
    public static final int KEY_EVENT = 4;
    public static final int POINTER_EVENT = 5;
    public static final int CLIENT_CUT_TEXT = 6;
    public static final int ENABLE_CONTINUOUS_UPDATES = 150;
    public static final int CLIENT_FENCE = 248;
    public static final int SET_DESKTOP_SIZE = 251;
    public static final int QEMU_CLIENT_MESSAGE = 255;
    public static final int QEMU_EXTENDED_KEY_EVENT = 0;

    // From the server.
    public static final int FRAMEBUFFER_UPDATE = 0;
    public static final int SET_COLOUR_MAP_ENTRIES = 1;
    public static final int SERVER_CUT_TEXT = 3;
    public static final int END_OF_CONTINUOUS_UPDATES = 150;
    public static final int SERVER_FENCE = 248;

    // Encodings of pixels.
    public static final int RAW = 0;
    public static final int ZLIB = 6;
    public static final int TIGHT = 7;
    public static final int ZRLE = 16;

    // What else a client says it understands.
    public static final int DESKTOP_SIZE = -223;
    public static final int LAST_RECT = -224;
    public static final int CURSOR = -239;
    public static final int QEMU_EXTENDED_KEYS = -258;
    public static final int QEMU_LED_STATE = -261;
    public static final int DESKTOP_NAME = -307;
    public static final int EXTENDED_DESKTOP_SIZE = -308;
    public static final int FENCE = -312;
    public static final int CONTINUOUS_UPDATES = -313;
    public static final int CURSOR_WITH_ALPHA = -314;
    public static final int EXTENDED_MOUSE_BUTTONS = -316;
    public static final int VMWARE_CURSOR = 0x574d5664;
    public static final int EXTENDED_CLIPBOARD = 0xc0a1e5ce;

    // Flags of a fence.
    public static final int FENCE_BLOCK_BEFORE = 1;
    public static final int FENCE_BLOCK_AFTER = 2;
    public static final int FENCE_SYNC_NEXT = 4;
    public static final int FENCE_REQUEST = 1 << 31;

    // Flags of the extended clipboard: formats, then what is done.
    public static final int CLIPBOARD_TEXT = 1;
    public static final int CLIPBOARD_FORMATS = 0xffff;
    public static final int CLIPBOARD_CAPS = 1 << 24;
    public static final int CLIPBOARD_REQUEST = 1 << 25;
    public static final int CLIPBOARD_PEEK = 1 << 26;
    public static final int CLIPBOARD_NOTIFY = 1 << 27;
    public static final int CLIPBOARD_PROVIDE = 1 << 28;
    public static final int CLIPBOARD_ACTIONS = 0xff << 24;

    // Security.
    public static final int SECURITY_NONE = 1;
    public static final int SECURITY_VENCRYPT = 19;
    public static final int X509_VNC = 261;
    public static final int X509_PLAIN = 262;

    /// A number of rectangles that is not known yet: the last is a LastRect.
    public static final int UNTIL_LAST_RECT = 0xffff;

    private Rfb() {}
}
