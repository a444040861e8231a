// SPDX-License-Identifier: Apache-2.0
/**
 * Pages as PDF. It knows nothing of what is on them, and reads nothing but what it is given; what
 * they say is put into words elsewhere.
 */
@NullMarked
package io.prunelle.gateway.page.pdf;

import org.jspecify.annotations.NullMarked;
