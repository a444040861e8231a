// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

/** What {@link Dealings} ask the journal. */
final class DealingsSql {

  /** As a whole, or in part where it could not be taken back. */
  private static final String BROUGHT_IN =
      "(interaction = 'transfer' AND reason IN ('transfer-received', 'transfer-partly-received'))";

  /** Through the index of the patient. What another practice brought in was written as well. */
  static final String WRITTEN =
      "SELECT EXISTS (SELECT FROM journal.entry WHERE patient = $1 AND id >= $2 AND practice = $3"
          + " AND permitted AND "
          + "("
          + Kind.CHANGE.condition()
          + " OR "
          + BROUGHT_IN
          + "))";

  /**
   * Through the index of the patient: what was let pass since $2, unless it had ended before $4, or
   * before $6 if a host may have carried it out later than that. Another practice's record that has
   * become a part of it is told by an interaction alone.
   */
  static final String CHANGED =
      "SELECT interaction, resource_type || '/' || resource_id AS asked, status, ending, resource"
          + " FROM journal.entry e LEFT JOIN LATERAL (SELECT status, ending, resource, recorded_at"
          + " AS ended FROM journal.outcome WHERE entry = e.id LIMIT 1) o ON true"
          + " WHERE patient = $1 AND id >= $2 AND practice = $3 AND permitted AND ("
          + Kind.CHANGE.condition()
          + " OR "
          + BROUGHT_IN
          + ")"
          + " AND (ended IS NULL OR ended >= $4 OR ending = 'unknown' OR (ended >= $6"
          + " AND (status IN (408, 499) OR status >= 500))) LIMIT $5";

  /**
   * Through the index of the patient: how many deletions were let pass since $2 that a host may
   * have carried out, and may still; what it was given up before $4 it will not.
   */
  static final String DELETING =
      "SELECT count(*) AS passed, count(*) FILTER (WHERE status IS NULL OR ending = 'unknown'"
          + " OR (ended >= $4 AND (status IN (408, 499) OR status >= 500))) AS open"
          + " FROM journal.entry e LEFT JOIN LATERAL (SELECT status, ending, recorded_at AS ended"
          + " FROM journal.outcome WHERE entry = e.id LIMIT 1) o ON true"
          + " WHERE patient = $1 AND id >= $2 AND practice = $3 AND permitted"
          + " AND interaction = 'delete' AND coalesce(ending <> 'refused'"
          // Declined by the host, which has done nothing
          + " AND NOT (status BETWEEN 400 AND 498 AND status NOT IN (408, 422)), true)";

  /** Through the index of the patient. What is no name of a resource was never one's. */
  static final String DELETED =
      "SELECT DISTINCT (resource_type || '/' || resource_id) COLLATE \"C\" AS resource"
          + " FROM journal.entry WHERE patient = $1 AND practice = $2 AND permitted"
          + " AND interaction = 'delete' AND resource_type ~ '^[A-Z][A-Za-z]{1,63}$'"
          + " AND resource_id ~ '^[A-Za-z0-9.-]{1,64}$'"
          + " AND (resource_type || '/' || resource_id) COLLATE \"C\" > $3"
          + " ORDER BY 1 LIMIT $4";

  /**
   * The same of what a host says that it has deleted since $3, among these. Not what was let be
   * written again after that, unless it was surely not carried out: that may be there, or be lost.
   */
  static final String DELETED_SINCE =
      "SELECT DISTINCT (resource_type || '/' || resource_id) COLLATE \"C\" AS resource"
          + " FROM journal.entry e JOIN LATERAL (SELECT status FROM journal.outcome"
          + " WHERE entry = e.id LIMIT 1) o ON status BETWEEN 200 AND 299"
          + " WHERE patient = $1 AND practice = $2 AND id >= $3 AND permitted"
          + " AND interaction = 'delete' AND (resource_type || '/' || resource_id) = ANY($4)"
          + " AND NOT EXISTS (SELECT FROM journal.entry w LEFT JOIN LATERAL (SELECT status, ending,"
          + " split_part(resource, '/_history/', 1) AS written FROM journal.outcome"
          + " WHERE entry = w.id LIMIT 1) v ON true"
          + " WHERE w.patient = $1 AND w.practice = $2 AND w.id > e.id AND w.permitted"
          + " AND w.interaction IN ('create', 'update', 'patch')"
          + " AND ((w.resource_type = e.resource_type AND w.resource_id = e.resource_id)"
          + " OR v.written = e.resource_type || '/' || e.resource_id)"
          // What has no answer, or one of these, a host may have carried out all the same
          + " AND (v.status IS NULL OR (v.ending <> 'refused' AND (v.status BETWEEN 200 AND 299"
          + " OR v.status IN (0, 408, 499) OR v.status >= 500))))"
          + " ORDER BY 1";

  /** The same. Of a create the intent cannot know the name. */
  static final String BINARIES =
      "SELECT DISTINCT name COLLATE \"C\" AS resource FROM ("
          + "SELECT 'Binary/' || resource_id AS name FROM journal.entry WHERE patient = $1"
          + " AND practice = $2 AND permitted AND resource_type = 'Binary'"
          + " UNION ALL SELECT split_part(o.resource, '/_history/', 1) FROM journal.entry e"
          + " JOIN journal.outcome o ON o.entry = e.id WHERE e.patient = $1 AND e.practice = $2"
          + " AND e.permitted AND e.resource_type = 'Binary') AS named"
          + " WHERE name ~ '^Binary/[A-Za-z0-9.-]{1,64}$' AND name COLLATE \"C\" > $3"
          + " ORDER BY 1 LIMIT $4";

  /**
   * Through the index of the patient: when the latest that nobody knows the end of was let pass, up
   * to $5, and when the latest was given up. What is refused after all was not sent.
   */
  static final String LOOSE =
      "SELECT max(e.recorded_at) FILTER (WHERE e.recorded_at <= $5 AND (status IS NULL OR ending ="
          + " 'unknown')) AS unended, max(ended) FILTER (WHERE ending NOT IN ('unknown', 'refused')"
          + " AND (status IN (408, 499) OR status >= 500)) AS given_up"
          + " FROM journal.entry e LEFT JOIN LATERAL (SELECT status, ending, recorded_at AS ended"
          + " FROM journal.outcome WHERE entry = e.id LIMIT 1) o ON true"
          + " WHERE patient = $1 AND id >= $2 AND practice = $3 AND host = $4 AND permitted AND "
          + Kind.CHANGE.condition();

  private DealingsSql() {}
}
