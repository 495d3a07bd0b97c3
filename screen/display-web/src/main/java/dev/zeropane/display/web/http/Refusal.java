// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// The answer to what is no request, or went wrong: its status, and no word of why.
final class Refusal implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Answer.secure(response.getHeaders());
        callback.succeeded();
        return true;
    }
}
