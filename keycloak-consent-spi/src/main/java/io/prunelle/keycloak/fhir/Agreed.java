// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.Notice;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What was agreed to, or not.
 *
 * @param language of the text that was printed; empty when that cannot be told
 */
record Agreed(Hosting hosting, Notice notice, Optional<String> language) {

  /** Empty when the policy is no notice of the practice. */
  static Optional<Agreed> read(
      Part consent,
      Optional<String> papersLanguage,
      Addresses addresses,
      PracticeRegister register,
      ImportTerms terms,
      Findings findings) {
    Set<String> languages = new LinkedHashSet<>();
    Optional<Part> policy = consent.only("policy");
    Optional<String> uri = policy.flatMap(part -> part.required("uri"));
    policy.ifPresent(
        part -> {
          part.parts("extension").forEach(each -> language(each).ifPresent(languages::add));
          part.narrower("is not used in IHE PCF: the policy is the notice's", "authority");
          part.end();
        });
    papersLanguage.ifPresent(languages::add);
    Optional<Agreed> agreed =
        uri.flatMap(addresses::policy)
            .filter(named -> named.hosting().practice().equals(register.practice()))
            .flatMap(
                named ->
                    register
                        .hosting(named.hosting())
                        .flatMap(
                            hosting ->
                                register
                                    .notice(named.hosting(), named.notice())
                                    .map(
                                        notice ->
                                            new Agreed(
                                                hosting,
                                                notice,
                                                printed(
                                                    policy.get(),
                                                    notice,
                                                    languages,
                                                    terms,
                                                    findings)))));
    if (uri.isPresent() && agreed.isEmpty()) {
      findings.add(
          "not-found",
          "unknown-hosting",
          policy.get().at("uri"),
          "names no version of a notice of the practice's hostings: "
              + addresses.issuer()
              + "/consent/hostings/"
              + register.practice()
              + "@{host}/notices/{version}");
    }
    return agreed;
  }

  private static Optional<String> language(Part extension) {
    boolean known = extension.required("url").filter(Systems.LANGUAGE::equals).isPresent();
    Optional<String> code = known ? extension.required("valueCode") : Optional.empty();
    extension.end();
    return code;
  }

  private static Optional<String> printed(
      Part policy, Notice notice, Set<String> said, ImportTerms terms, Findings findings) {
    Set<String> there = notice.texts().keySet();
    Set<String> languages = new LinkedHashSet<>();
    // BCP 47: the region says nothing about which of the texts it was
    said.forEach(tag -> languages.add(tag.split("-", 2)[0]));
    if (languages.isEmpty() && terms.language() != null) {
      languages.add(terms.language());
    }
    if (languages.isEmpty()) {
      languages.addAll(there);
    }
    if (languages.size() == 1 && there.containsAll(languages)) {
      return languages.stream().findFirst();
    }
    findings.value(
        policy.path(),
        "the notice has texts in "
            + String.join(", ", there)
            + ": it has to be told which one was printed, by the extension "
            + Systems.LANGUAGE
            + " or for all by the parameter language");
    return Optional.empty();
  }
}
