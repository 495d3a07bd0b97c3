// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

/// What keeps those out who may not look.
///
/// @param identity by which viewers know that it is us
/// @param password that they have to know
/// @param attempts how often they may be wrong
public record Lock(Identity identity, Password password, Attempts attempts) {
    public Lock(Identity identity, Password password) {
        this(identity, password, new Attempts());
    }
}
