// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of notices. */
final class Notices {
  private final EntityManager em;
  private final String realm;

  Notices(EntityManager em, String realm) {
    this.em = em;
    this.realm = realm;
  }

  Optional<Notice> publish(
      HostingId id, List<NoticeText> texts, Instant at, Consumer<List<Notice>> check) {
    // the hosting's row orders concurrent publications
    HostingEntity hosting = new Lock(em, realm).row(HostingEntity.class, id.toString());
    if (hosting == null) {
      return Optional.empty();
    }
    check.accept(all(id));
    int version = hosting.nextNotice();
    List<NoticeTextEntity> rows =
        texts.stream().map(text -> new NoticeTextEntity(realm, id, version, text, at)).toList();
    rows.forEach(em::persist);
    return Optional.of(notice(id, rows));
  }

  List<Notice> all(HostingId id) {
    return em
        .createQuery(
            "select t from NoticeTextEntity t where t.realm = :realm and t.hosting = :hosting",
            NoticeTextEntity.class)
        .setParameter("realm", realm)
        .setParameter("hosting", id.toString())
        .getResultStream()
        .collect(
            Collectors.groupingBy(NoticeTextEntity::version, TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(rows -> notice(id, rows))
        .toList();
  }

  /** The current notices of several hostings; those without one are left out. */
  Map<HostingId, Notice> current(Collection<HostingId> ids) {
    Map<String, HostingId> byName =
        ids.stream().collect(Collectors.toMap(HostingId::toString, Function.identity()));
    return em
        .createQuery(
            """
            select t from NoticeTextEntity t join HostingEntity h
              on h.realm = t.realm and h.id = t.hosting and h.notice = t.version
            where t.realm = :realm and t.hosting in :hostings
            """,
            NoticeTextEntity.class)
        .setParameter("realm", realm)
        .setParameter("hostings", byName.keySet())
        .getResultStream()
        .collect(Collectors.groupingBy(NoticeTextEntity::hosting))
        .values()
        .stream()
        .map(rows -> notice(byName.get(rows.get(0).hosting()), rows))
        .collect(Collectors.toMap(Notice::hosting, Function.identity()));
  }

  private static Notice notice(HostingId id, List<NoticeTextEntity> rows) {
    TreeMap<String, NoticeText> texts = new TreeMap<>();
    for (NoticeTextEntity row : rows) {
      NoticeText text = row.read();
      texts.put(text.language(), text);
    }
    NoticeTextEntity any = rows.get(0);
    return new Notice(id, any.version(), any.publishedAt(), texts);
  }
}
