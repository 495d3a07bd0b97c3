// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.rules;

import org.junit.jupiter.api.Tag;

/// The same on the kernels of the toolbox.
@Tag("kernel")
final class InFlightKernelTest extends InFlightTest {}
