// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Stands before everything: browsers come to this machine by a name of its own (see [WebDoor]),
/// and from this very page. A page of somebody else's, which a browser on this machine may show,
/// gets nothing: neither by asking here itself (then `Origin` gives it away) nor by giving its own
/// name this machine's address (then `Host` does).
final class Gatekeeper extends Handler.Wrapper {
    private static final Set<String> METHODS =
            Set.of(HttpMethod.GET.asString(), HttpMethod.HEAD.asString());

    private final WebDoor door;
    private final Strangers strangers;

    Gatekeeper(WebDoor door, Strangers strangers, Handler inner) {
        super(inner);
        this.door = door;
        this.strangers = strangers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        strangers.asked(request);
        Answer.secure(response.getHeaders());
        HttpFields asked = request.getHeaders();
        String host = Optional.ofNullable(asked.get(HttpHeader.HOST)).orElse("");
        String origin = asked.get(HttpHeader.ORIGIN);
        if (!door.isOurs(host)) {
            return Answer.refuse(response, callback, HttpStatus.MISDIRECTED_REQUEST_421);
        }
        if (origin != null && !origin.equals(door.origin(host))) {
            return Answer.refuse(response, callback, HttpStatus.FORBIDDEN_403);
        }
        if (!METHODS.contains(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            return Answer.refuse(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
        }
        return super.handle(request, response, callback);
    }
}
