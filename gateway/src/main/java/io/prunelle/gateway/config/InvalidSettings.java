// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

/** A configuration that must not start. The message is one line that names the key first. */
public final class InvalidSettings extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param problem what is wrong with the value, without secrets
   */
  public InvalidSettings(String key, String problem) {
    super(key + ": " + problem);
  }
}
