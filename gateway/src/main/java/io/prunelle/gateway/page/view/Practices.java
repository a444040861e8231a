// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.Set;

/**
 * Of which practices an archive has to say something.
 *
 * @param known ids of all that may have something of the patient
 * @param own ids of those that the patient belongs to
 */
public record Practices(Set<String> known, Set<String> own) {}
