// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

/** A notice in one language, plain text; blank lines separate paragraphs. */
public record NoticeText(String language, String title, String body) {}
