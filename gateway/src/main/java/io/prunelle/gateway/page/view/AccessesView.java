// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/** Older accesses, ready for their template. */
record AccessesView(Frame frame, AccessList accesses) {}
