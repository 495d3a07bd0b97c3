// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.attack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A class whose attacks go against a process of their own: it looks for what that says, and the
/// log has room for so much in a minute.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OwnProcess {
    /// More arguments for it.
    String[] value() default {};
}
