// SPDX-License-Identifier: Apache-2.0
/** How often one caller may ask, how much of it at once, and what it may take of the memory. */
@NullMarked
package io.prunelle.gateway.rate;

import org.jspecify.annotations.NullMarked;
