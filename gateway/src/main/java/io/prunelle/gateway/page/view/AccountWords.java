// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Account;
import io.prunelle.gateway.page.ledger.Mail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in words what the realm holds of an account. */
final class AccountWords {

  private final Messages t;
  private final Dates dates;

  AccountWords(Messages t) {
    this.t = t;
    this.dates = new Dates(t.language());
  }

  /**
   * What the index of an archive says of it.
   *
   * @param account null where it is not in it
   * @param ward name of whom somebody else had it prepared for; null for themselves
   */
  AccountPart part(@Nullable Account account, @Nullable String ward) {
    if (ward != null) {
      return new AccountPart(t.text("archive.account.ward", ward), false, false);
    }
    return account == null
        ? new AccountPart(t.text("archive.account.unread"), false, true)
        : new AccountPart(t.text("archive.account.lead"), true, false);
  }

  /**
   * All of it.
   *
   * @param name whose it is
   */
  AccountView page(Account account, String name) {
    return new AccountView(t, name, sections(account), lacking(account));
  }

  private List<AccountView.Section> sections(Account account) {
    List<AccountView.Section> sections = new ArrayList<>();
    sections.add(section("who", who(account.person())));
    sections.add(section("belongs", belongs(account)));
    sections.add(section("signIn", signIn(account)));
    sections.add(section("consents", account.consents().stream().map(this::consent).toList()));
    sections.add(section("sessions", account.sessions().stream().map(this::session).toList()));
    if (account.mail() != Mail.State.UNKNOWN) {
      sections.add(
          section(
              "mail",
              List.of(t.text("archive.account.mail." + account.mail(), account.person().email()))));
    }
    sections.add(
        section(
            "attributes",
            account.attributes().entrySet().stream()
                .map(one -> t.text("archive.account.attribute", one.getKey(), one.getValue()))
                .toList()));
    return sections;
  }

  private AccountView.Section section(String key, List<String> lines) {
    return new AccountView.Section(
        t.text("archive.account.title." + key),
        lines.isEmpty() ? List.of(t.text("archive.account.none")) : lines);
  }

  private List<String> lacking(Account account) {
    List<String> lacking = new ArrayList<>();
    if (account.withheld() > 0) {
      lacking.add(t.text("archive.account.withheld", account.withheld()));
    }
    if (account.cut()) {
      lacking.add(t.text("archive.account.cut"));
    }
    return lacking;
  }

  private List<String> who(Account.Person person) {
    List<String> lines = new ArrayList<>();
    if (!person.name().isEmpty()) {
      lines.add(t.text("archive.account.name", person.name()));
    }
    lines.add(t.text("archive.account.username", person.username()));
    lines.add(
        person.email().isEmpty()
            ? t.text("archive.account.email.none")
            : t.text(
                person.emailVerified()
                    ? "archive.account.email.confirmed"
                    : "archive.account.email.unconfirmed",
                person.email()));
    if (!person.patient().isEmpty()) {
      lines.add(t.text("archive.account.patient", person.patient()));
    }
    if (!person.guardianOf().isEmpty()) {
      lines.add(t.text("archive.account.guardian", String.join(", ", person.guardianOf())));
    }
    person
        .createdAt()
        .ifPresent(at -> lines.add(t.text("archive.account.created", dates.date(at))));
    if (!person.directory().isEmpty()) {
      lines.add(t.text("archive.account.directory", person.directory()));
    }
    return lines;
  }

  private List<String> belongs(Account account) {
    List<String> lines = new ArrayList<>();
    account.practices().forEach(name -> lines.add(t.text("archive.account.practice", name)));
    account.groups().forEach(path -> lines.add(t.text("archive.account.group", path)));
    account.roles().forEach(role -> lines.add(role(role)));
    return lines;
  }

  private String role(Account.Role role) {
    String name =
        role.description().isEmpty()
            ? role.name()
            : t.text("archive.account.role.described", role.name(), role.description());
    return role.client().isEmpty()
        ? t.text("archive.account.role", name)
        : t.text("archive.account.role.client", name, role.client());
  }

  private List<String> signIn(Account account) {
    List<String> lines = new ArrayList<>();
    account.credentials().forEach(one -> lines.add(credential(one)));
    account
        .linked()
        .forEach(
            one ->
                lines.add(
                    one.username().isEmpty()
                        ? t.text("archive.account.linked", one.name())
                        : t.text("archive.account.linked.as", one.name(), one.username())));
    if (!account.requiredActions().isEmpty()) {
      lines.add(t.text("archive.account.required", String.join(", ", account.requiredActions())));
    }
    return lines;
  }

  private String credential(Account.Credential credential) {
    String key = "archive.credential." + credential.kind();
    String kind =
        t.has(key) ? t.text(key) : t.text("archive.account.credential.other", credential.kind());
    String named =
        credential.label().isEmpty()
            ? kind
            : t.text("archive.account.credential.named", kind, credential.label());
    return since(named, credential.createdAt());
  }

  private String consent(Account.Consent consent) {
    return since(
        consent.scopes().isEmpty()
            ? consent.client()
            : t.text(
                "archive.account.consent", consent.client(), String.join(", ", consent.scopes())),
        consent.givenAt());
  }

  private String since(String what, Optional<Instant> at) {
    return at.map(known -> t.text("archive.account.since", what, dates.date(known))).orElse(what);
  }

  private String session(Account.OpenSession session) {
    List<String> facts = new ArrayList<>();
    if (session.startedAt().isPresent()) {
      facts.add(moment("archive.account.session.started", session.startedAt().get()));
    }
    if (session.lastAccessAt().isPresent()) {
      facts.add(moment("archive.account.session.last", session.lastAccessAt().get()));
    }
    if (!session.address().isEmpty()) {
      facts.add(t.text("archive.account.session.address", session.address()));
    }
    if (!session.clients().isEmpty()) {
      facts.add(t.text("archive.account.session.clients", String.join(", ", session.clients())));
    }
    if (session.offline()) {
      facts.add(t.text("archive.account.session.offline"));
    }
    if (session.current()) {
      facts.add(t.text("archive.account.session.current"));
    }
    if (session.impersonated()) {
      facts.add(t.text("archive.account.session.impersonated"));
    }
    return String.join(t.text("archive.account.session.between"), facts);
  }

  private String moment(String key, Instant at) {
    return t.text(key, dates.date(at), dates.time(at));
  }
}
