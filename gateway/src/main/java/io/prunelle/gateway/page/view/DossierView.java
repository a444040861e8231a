// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * A dossier, ready for its templates.
 *
 * @param practice its name
 * @param lead what it is
 * @param gaps how many things nobody has said, in words
 * @param made when it was put together
 * @param pdf where it is as PDF
 */
record DossierView(
    Frame frame,
    String practice,
    String lead,
    String gaps,
    String made,
    String pdf,
    Dossier dossier) {}
