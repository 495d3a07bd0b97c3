// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.attack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A class whose VMM is to get its pictures as dma-bufs, not as pixels.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface ByDmaBufs {}
