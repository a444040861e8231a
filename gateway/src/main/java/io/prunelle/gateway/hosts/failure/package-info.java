// SPDX-License-Identifier: Apache-2.0
/**
 * Why a record cannot be carried now. Belongs here: the reasons, and their words. Does not belong
 * here: what is done about them ({@code hosts.transfer}).
 */
@NullMarked
package io.prunelle.gateway.hosts.failure;

import org.jspecify.annotations.NullMarked;
