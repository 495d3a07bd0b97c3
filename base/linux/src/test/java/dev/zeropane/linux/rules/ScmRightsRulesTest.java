// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.rules;

import org.junit.jupiter.api.Tag;

/// The rules of descriptors that are sent, on the kernel of the machine that builds.
@Tag("kernel-training")
final class ScmRightsRulesTest extends ScmRightsRules {}
