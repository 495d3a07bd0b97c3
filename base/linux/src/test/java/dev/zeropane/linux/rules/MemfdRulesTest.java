// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.rules;

/// The rules of memfds, on the kernel of the machine that builds.
final class MemfdRulesTest extends MemfdRules {}
