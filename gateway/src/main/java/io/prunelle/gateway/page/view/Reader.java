// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * Who is signed in and reads.
 *
 * @param subject user in the realm, as the journal names the patient's own accesses
 * @param csrf the session's token, put into every form
 */
public record Reader(String subject, String name, String csrf) {}
