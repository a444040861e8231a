// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data controller whose records are served under {@code /fhir/{id}}.
 *
 * @param onPremise where records live without a permission
 * @param cloud where permitted records live; null when the practice has no such hosting
 * @param breakGlass null when nobody may break the glass
 * @param name what people call it; null when it is not known
 */
public record Practice(
    String id,
    Host onPremise,
    @Nullable Host cloud,
    @Nullable BreakGlass breakGlass,
    @Nullable String name) {

  /** One of which nobody has said what it is called. */
  public Practice(
      String id, Host onPremise, @Nullable Host cloud, @Nullable BreakGlass breakGlass) {
    this(id, onPremise, cloud, breakGlass, null);
  }

  /** One where nobody may break the glass. */
  public Practice(String id, Host onPremise, @Nullable Host cloud) {
    this(id, onPremise, cloud, null);
  }

  /** Where its records may be, on premise first. */
  public List<Host> hosts() {
    return cloud == null ? List.of(onPremise) : List.of(onPremise, cloud);
  }

  /**
   * The hosting that needs the patient's permission, {@code practice@host}; null without a cloud
   * host.
   */
  public @Nullable String hosting() {
    return cloud == null ? null : id + "@" + cloud.id();
  }
}
