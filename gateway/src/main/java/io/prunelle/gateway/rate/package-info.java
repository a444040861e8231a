// SPDX-License-Identifier: Apache-2.0
/** How often one caller may ask. */
@NullMarked
package io.prunelle.gateway.rate;

import org.jspecify.annotations.NullMarked;
