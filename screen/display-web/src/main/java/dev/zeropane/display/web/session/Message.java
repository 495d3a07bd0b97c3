// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.web.wire.Output;
import java.io.IOException;

/// Something that a client is to be sent: a message, or a rectangle of an update.
interface Message {
    void send(Output out) throws IOException;
}
