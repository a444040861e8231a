// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.setup;

import java.util.ArrayList;
import java.util.List;

/**
 * What a setup did.
 *
 * @param created what was missing and is there now
 * @param present what was there and is as it has to be
 * @param wrong what was there, was left alone, and keeps the extension from working or being safe
 */
public record Report(List<String> created, List<String> present, List<String> wrong) {
  Report() {
    this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }
}
