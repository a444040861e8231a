// SPDX-License-Identifier: Apache-2.0
/**
 * The patient's page {@code /my} and the pages of practices: routes, answers, headers. Door: {@link
 * io.prunelle.gateway.page.ConsentPage}. Signing in is in {@code login}, what Keycloak knows of the
 * patient's decisions in {@code ledger}, words and templates in {@code view}, archives of
 * everything held in {@code takeout}, pages on paper in {@code pdf}. No host is asked from here:
 * FHIR is what is taken along, accesses as AuditEvents and, in archives, the record.
 */
@NullMarked
package io.prunelle.gateway.page;

import org.jspecify.annotations.NullMarked;
