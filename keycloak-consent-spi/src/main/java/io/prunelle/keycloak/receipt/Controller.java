// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import org.jspecify.annotations.Nullable;

/**
 * The practice, as controller of the record (GDPR art. 4(7)).
 *
 * @param id the alias of its organization
 * @param name as Keycloak knows it when the receipt is issued
 * @param address null when Keycloak does not know it
 * @param email whom to write to; null when Keycloak does not know it
 */
public record Controller(
    String id, String name, @Nullable String address, @Nullable String email) {}
