// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.rules;

import org.junit.jupiter.api.Tag;

/// The rules of descriptors that are sent, on the kernels of the toolbox.
@Tag("kernel")
final class ScmRightsRulesKernelTest extends ScmRightsRules {}
