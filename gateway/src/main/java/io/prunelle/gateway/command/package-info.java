// SPDX-License-Identifier: Apache-2.0
/**
 * What the program is told on its command line, and the commands that need no server: what they
 * read, print and end with. Does not belong here: what they do, which the packages beside it know.
 */
@NullMarked
package io.prunelle.gateway.command;

import org.jspecify.annotations.NullMarked;
