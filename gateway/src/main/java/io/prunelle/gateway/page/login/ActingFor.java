// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For whom a guardian looks at the pages, as they chose. The browser keeps it, sealed for that
 * user: no address names a patient. Whether they are that patient's guardian is not decided here.
 */
public final class ActingFor {

  private static final String COOKIE = "acting-for";

  private final Cookies cookies;
  private final Seal seal;

  /**
   * Choices of guardians.
   *
   * @param secrets of the client, the one in use first
   */
  public ActingFor(Cookies cookies, List<String> secrets) {
    this.cookies = cookies;
    this.seal = Seal.of(secrets, "prunelle page: acting for");
  }

  /** FHIR id of the patient they chose; null for themselves, or for what others chose. */
  public @Nullable String of(HttpServerRequest request, Session session) {
    return cookies
        .read(request, COOKIE)
        .flatMap(kept -> seal.open(kept, session.subject()))
        .orElse(null);
  }

  public void choose(HttpServerRequest request, Session session, String patient) {
    cookies.set(request.response(), COOKIE, seal.close(patient, session.subject()));
  }

  public void chooseSelf(HttpServerRequest request) {
    cookies.clear(request.response(), COOKIE);
  }
}
