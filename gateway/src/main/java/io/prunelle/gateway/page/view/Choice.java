// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * A button and, in one sentence, what pressing it does.
 *
 * @param decision the value posted
 */
record Choice(String decision, String label, String consequence) {}
