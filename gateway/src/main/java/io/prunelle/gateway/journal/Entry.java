// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import org.jspecify.annotations.Nullable;

/**
 * Who is about to do what to whose record. Everything the journal says except how it ended.
 *
 * @param requestId the request it belongs to, as echoed in {@code X-Request-Id}
 * @param permitted whether the gateway let it pass
 * @param reason code of the rule that decided, for instance {@code consent-permit} or {@code
 *     other-patient}
 * @param purpose as the caller stated it; null when none was stated
 * @param traceId the trace the request belongs to (W3C Trace Context); null where there is none
 */
public record Entry(
    String requestId,
    Agent agent,
    Act act,
    Where where,
    boolean permitted,
    String reason,
    @Nullable Purpose purpose,
    @Nullable String traceId) {

  /** One for which no purpose was stated, of no trace. */
  public Entry(
      String requestId, Agent agent, Act act, Where where, boolean permitted, String reason) {
    this(requestId, agent, act, where, permitted, reason, null, null);
  }

  /**
   * Why the caller says to ask.
   *
   * @param code of the value set PurposeOfUse; {@code BTG} for an emergency
   * @param statedReason in the caller's own words; null when there are none
   */
  public record Purpose(String code, @Nullable String statedReason) {}

  /**
   * Who acts.
   *
   * @param subject user in the realm; null when no token held
   * @param name as the token gives it
   * @param role the capacity in which access was decided: {@code patient}, {@code guardian}, {@code
   *     practitioner}, {@code service} for an application that acts by itself, {@code system} for
   *     the gateway
   * @param organization the practices the token is for, as it names them
   * @param client the application; without a subject, that of the token which was shown
   * @param tokenId {@code jti}; without a subject, of the token which was shown
   * @param address remote address
   */
  public record Agent(
      @Nullable String subject,
      @Nullable String name,
      @Nullable String role,
      @Nullable String organization,
      @Nullable String client,
      @Nullable String tokenId,
      @Nullable String address) {

    /** One who belongs to no practice. */
    public Agent(
        @Nullable String subject,
        @Nullable String name,
        @Nullable String role,
        @Nullable String client,
        @Nullable String tokenId,
        @Nullable String address) {
      this(subject, name, role, null, client, tokenId, address);
    }
  }

  /**
   * What is done.
   *
   * @param interaction FHIR's code ({@code read}, {@code search-type}, {@code create}, {@code
   *     operation}, {@code transfer}, {@code journal-read}) or {@code unknown}
   * @param query the cleaned query, rebuilt from its parsed form
   * @param rawQuery as it was sent, without credentials
   */
  public record Act(
      String interaction,
      @Nullable String resourceType,
      @Nullable String resourceId,
      @Nullable String query,
      @Nullable String rawQuery,
      @Nullable String method,
      @Nullable String path) {

    /** One without a query of its own spelling. */
    public Act(
        String interaction,
        @Nullable String resourceType,
        @Nullable String resourceId,
        @Nullable String query,
        @Nullable String method,
        @Nullable String path) {
      this(interaction, resourceType, resourceId, query, null, method, path);
    }
  }

  /**
   * On whose record, where.
   *
   * @param decision ledger position of the decision that placed it there; null when none did
   */
  public record Where(
      @Nullable String practice,
      @Nullable String patient,
      @Nullable String host,
      @Nullable String hosting,
      @Nullable Long decision) {}
}
