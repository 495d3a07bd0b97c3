// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.web.wire.BytePipe;
import dev.zeropane.display.web.wire.ClientReader;
import dev.zeropane.display.web.wire.Output;

/// Both directions of a connection.
///
/// @param pipe what carries them
record Talk(BytePipe pipe, ClientReader in, Output out) {
    Talk(BytePipe pipe) {
        this(pipe, new ClientReader(pipe), new Output(pipe));
    }
}
