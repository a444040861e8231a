// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * What an archive's index says of the account, which is told by a page of its own: the index is for
 * whomever the record is given to as well.
 *
 * @param lead what it is, or why it is not in there
 * @param there whether it is
 * @param lacks whether it should be, and is not
 */
record AccountPart(String lead, boolean there, boolean lacks) {}
