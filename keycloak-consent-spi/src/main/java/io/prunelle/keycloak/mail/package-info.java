// SPDX-License-Identifier: Apache-2.0
/**
 * Mail to patients, through Keycloak's own templates and its realm's mail server: what is sent says
 * nothing of anybody's health.
 */
@NullMarked
package io.prunelle.keycloak.mail;

import org.jspecify.annotations.NullMarked;
