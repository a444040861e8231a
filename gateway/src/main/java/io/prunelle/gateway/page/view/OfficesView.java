// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;

/** The way to the pages of practices, ready for its template. */
record OfficesView(Frame frame, List<Need> practices) {}
