// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.Resource;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The table {@code hosts.transfer_item}, as far as it says what the destination was given. */
final class CopiedItems {

  private static final String UNDERTAKEN =
      " WHERE transfer = $1 AND touched AND NOT theirs"
          + " AND state IN ('listed', 'sent', 'compared') AND seen IS DISTINCT FROM digest";

  private static final String AS_BROUGHT =
      " WHERE transfer = $1 AND touched AND NOT shared AND NOT theirs AND NOT written"
          + " AND seen = brought";

  private final Duration call;

  /**
   * @param call how long a host may take for one answer, and to carry out what it has not answered
   */
  CopiedItems(Duration call) {
    this.call = call;
  }

  /**
   * Commits to what is about to be written: only that may be taken back, whenever this ends. Where
   * a record goes back to it is known by its form.
   */
  Future<Void> undertake(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item SET brought = digest"
                + UNDERTAKEN
                + " AND shared AND NOT written AND seen IS NULL")
        .compose(brought -> undertakeOwn(run));
  }

  /** Which of these are brought as everybody's: where there is one already, that stays. */
  Future<Set<ResourceKey>> brings(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND shared AND NOT written"
                + " AND resource = ANY($2)",
            (Object) ItemColumns.names(keys))
        .map(rows -> new HashSet<>(ItemColumns.keys(rows)));
  }

  /**
   * These are there and were not brought by the transfer: unless it has asked for that before, and
   * they are as it would have them. A host may have carried that out late.
   */
  Future<Void> notBrought(Run run, Collection<Resource> there) {
    List<Resource> each = List.copyOf(there);
    return run.sql(
            "UPDATE hosts.transfer_item AS i SET brought = NULL"
                + " FROM unnest($2::text[], $3::text[]) AS r (resource, digest)"
                + " WHERE i.transfer = $1 AND i.resource = r.resource AND i.resource = ANY($2)"
                + " AND (i.open_until IS NULL OR i.brought IS DISTINCT FROM r.digest)",
            ItemColumns.texts(each, resource -> resource.key().toString()),
            ItemColumns.texts(each, Resource::digest))
        .mapEmpty();
  }

  private static Future<Void> undertakeOwn(Run run) {
    if (run.kind().arrives()) {
      return undertakeArriving(run);
    }
    return run.transfer().turns() == null
        ? run.sql(
                "UPDATE hosts.transfer_item SET written = true, replaced = seen IS NOT NULL,"
                    + " brought = NULL"
                    + UNDERTAKEN
                    + " AND NOT shared AND NOT written")
            .mapEmpty()
        : run.sql(
                "UPDATE hosts.transfer_item i SET replaced = CASE WHEN written THEN replaced ELSE"
                    + " seen IS NOT NULL END, written = true, brought = NULL,"
                    + " forms = array_append(forms, digest)"
                    + UNDERTAKEN
                    + " AND "
                    + FoundItems.BROUGHT
                    + " AND (NOT written OR digest <> ALL(coalesce(forms, '{}'::text[])))",
                run.transfer().turns())
            .mapEmpty();
  }

  /**
   * So it is where another practice receives it, which writes as well. What it had there before,
   * and is written over, may be there still.
   */
  private static Future<Void> undertakeArriving(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item SET replaced = CASE WHEN written THEN replaced ELSE seen IS"
                + " NOT NULL END, written = true, brought = NULL, forms = array_append(CASE WHEN NOT written AND"
                + " seen IS NOT NULL THEN array_append(forms, seen) ELSE forms END, digest)"
                + UNDERTAKEN
                + " AND CASE WHEN written THEN digest <> ALL(coalesce(forms, '{}'::text[]))"
                + " ELSE NOT shared END")
        .mapEmpty();
  }

  /**
   * What was brought as everybody's, is there as it was brought, and has become the patient's: the
   * transfer wrote it, and may write over it. If the source has it no longer it stays there as what
   * it was brought as.
   */
  Future<Void> own(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item SET written = true, forms = array_append(forms, brought),"
                + " brought = NULL"
                + AS_BROUGHT
                + " AND "
                + ItemColumns.HELD)
        .compose(
            own ->
                run.sql(
                    "UPDATE hosts.transfer_item SET shared = true"
                        + AS_BROUGHT
                        + " AND state = 'gone'"))
        .mapEmpty();
  }

  /**
   * Keeps which of what was brought as everybody's, and is there, is taken back with the record,
   * and that the rest is not.
   */
  Future<Void> takeBack(Run run, Collection<ResourceKey> there, Collection<ResourceKey> takenBack) {
    return run.sql(
            "UPDATE hosts.transfer_item SET written = (resource = ANY($3)), seen = CASE WHEN resource"
                + " = ANY($3) THEN brought END WHERE transfer = $1 AND resource = ANY($2)",
            ItemColumns.names(there),
            ItemColumns.names(takenBack))
        .mapEmpty();
  }

  /** Whether the source was seen to have this no longer. */
  Future<Boolean> gone(Run run, ResourceKey key) {
    return run.sql(
            "SELECT EXISTS (SELECT 1 FROM hosts.transfer_item WHERE transfer = $1"
                + " AND resource = $2 AND state = 'gone') AS gone",
            key.toString())
        .map(rows -> rows.iterator().next().getBoolean("gone"));
  }

  /** Which of these were found to be in the record at any time since it was read. */
  Future<List<ResourceKey>> known(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1"
                + " AND resource = ANY($2) AND state <> 'absent'",
            (Object) ItemColumns.names(keys))
        .map(ItemColumns::keys);
  }

  Future<Boolean> anyWritten(Run run) {
    return run.sql(
            "SELECT EXISTS (SELECT 1 FROM hosts.transfer_item WHERE transfer = $1 AND written) AS any")
        .map(rows -> rows.iterator().next().getBoolean("any"));
  }

  /**
   * Asks a host to write or delete these, having committed to it. Until the answer is kept, the
   * request may still be carried out, be it that the gateway is gone by then.
   */
  Future<Void> asking(Run run, Collection<ResourceKey> keys, Supplier<Future<Void>> request) {
    return run.sql(
            "UPDATE hosts.transfer_item SET expunged = false,"
                + " unanswered = 1 + CASE WHEN open_until > now() THEN unanswered ELSE 0 END,"
                + " open_until = now() + 2 * $3 * interval '1 ms' WHERE transfer = $1"
                + " AND resource = ANY($2)",
            ItemColumns.names(keys),
            call.toMillis())
        .compose(committed -> request.get())
        .recover(
            failure ->
                (failure instanceof TransferFailure known && known.refusal()
                        ? answered(run, keys)
                        : noGoodAnswer(run, keys))
                    .transform(kept -> Future.<Void>failedFuture(failure)));
  }

  /** It may have come from what stands before the host. */
  private Future<Void> noGoodAnswer(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET open_until = now() + $3 * interval '1 ms' WHERE"
                + " transfer = $1 AND resource = ANY($2) AND unanswered = 1",
            ItemColumns.names(keys),
            call.toMillis())
        .mapEmpty();
  }

  /** The destination has answered that it took them. */
  Future<Void> sent(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET state = 'sent', unanswered = unanswered - 1 WHERE"
                + " transfer = $1 AND resource = ANY($2)",
            (Object) ItemColumns.names(keys))
        .mapEmpty();
  }

  /**
   * For how long something that a host has not answered may still be carried out: of this transfer,
   * or of a copy that the record was given and that did not wait for it, as what it is of had to
   * leave.
   */
  Future<Duration> open(Run run) {
    return run.sql(
            "SELECT coalesce(ceil(extract(epoch FROM max(open_until) - now()) * 1000), 0)::bigint"
                + " AS left FROM hosts.transfer_item WHERE unanswered > 0 AND transfer ="
                + " ANY(ARRAY(SELECT $1::uuid UNION ALL SELECT id FROM hosts.transfer WHERE patient ="
                + " $2 AND recipient = $3 AND kind = 'copy'"
                + " AND ended_at > now() - 2 * $4 * interval '1 ms'))",
            run.patient(),
            run.record().practice(),
            call.toMillis())
        .map(rows -> Duration.ofMillis(Math.max(rows.iterator().next().getLong("left"), 0)));
  }

  /** Nothing of what a host was asked for is to come any more. */
  Future<Void> answered(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET unanswered = unanswered - 1 WHERE transfer = $1"
                + " AND resource = ANY($2)",
            (Object) ItemColumns.names(keys))
        .mapEmpty();
  }

  /** These stay at the destination, where something needs them. */
  Future<Void> left(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET written = false,"
                + " touched = touched AND state <> 'gone',"
                + " state = CASE WHEN state = 'gone' THEN 'absent' ELSE state END"
                + " WHERE transfer = $1 AND resource = ANY($2)",
            (Object) ItemColumns.names(keys))
        .mapEmpty();
  }

  /** The source has. */
  Future<Void> erased(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET state = 'erased', unanswered = unanswered - 1 WHERE"
                + " transfer = $1 AND resource = ANY($2)",
            (Object) ItemColumns.names(keys))
        .mapEmpty();
  }

  /**
   * What was carried, and what is no longer in the record, in the order of names, from one on.
   *
   * @param written whether only what the transfer wrote
   */
  Future<List<ResourceKey>> named(Run run, boolean written, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND CASE WHEN $2 THEN"
                + " written ELSE NOT shared END AND state <> 'absent' AND resource > $3"
                + " ORDER BY resource LIMIT $4",
            written,
            after,
            most)
        .map(ItemColumns::keys);
  }

  /** The same, without that of which the versions are known to be gone. */
  Future<List<ResourceKey>> unexpunged(Run run, boolean written, String after, int most) {
    return run.sql(
            "SELECT resource FROM hosts.transfer_item WHERE transfer = $1 AND CASE WHEN $2 THEN"
                + " written ELSE NOT shared END AND state <> 'absent' AND NOT expunged"
                + " AND resource > $3 ORDER BY resource LIMIT $4",
            written,
            after,
            most)
        .map(ItemColumns::keys);
  }

  /** Of these the host has no version any more. */
  Future<Void> expunged(Run run, Collection<ResourceKey> keys) {
    return run.sql(
            "UPDATE hosts.transfer_item SET expunged = true WHERE transfer = $1"
                + " AND resource = ANY($2)",
            (Object) ItemColumns.names(keys))
        .mapEmpty();
  }

  /** All that was touched has arrived, and what is gone has been taken back. */
  Future<Void> compared(Run run) {
    return run.sql(
            "UPDATE hosts.transfer_item SET state = 'compared', version = seen_version, version_at ="
                + " seen_at, touched = false, place = NULL WHERE transfer = $1 AND touched AND "
                + ItemColumns.HELD)
        .compose(
            kept ->
                run.sql(
                    "UPDATE hosts.transfer_item SET touched = false WHERE transfer = $1 AND"
                        + " touched"))
        .mapEmpty();
  }

  /**
   * One digest for the whole record, hexadecimal: the root of a Merkle tree (RFC 9162, 2.1.1) whose
   * leaves are {@code type/id digest}, in the order of their bytes. Takes some fifty bytes of
   * memory for each resource.
   */
  Future<String> root(Run run) {
    return root(run, true);
  }

  private Future<String> root(Run run, boolean theirs) {
    MerkleTree tree = new MerkleTree();
    List<byte[]> leaves = new ArrayList<>();
    return leaves(run, theirs, tree, leaves, "")
        .map(all -> HexFormat.of().formatHex(tree.root(leaves)));
  }

  /**
   * What the destination was given.
   *
   * @param accepted how many more it was given, of which somebody said that they were deleted there
   *     on purpose
   */
  record Carried(String root, SortedMap<String, Long> types, long accepted) {}

  /**
   * The same, and how many of each type, without that of which the destination has its own, or
   * nothing any more.
   */
  Future<Carried> carried(Run run) {
    return root(run, false)
        .compose(
            root ->
                types(run, false)
                    .compose(
                        types ->
                            accepted(run).map(accepted -> new Carried(root, types, accepted))));
  }

  /** Of how many somebody said that they were deleted on purpose where the record lives. */
  Future<Long> accepted(Run run) {
    return run.sql(
            "SELECT count(*) AS n FROM hosts.transfer_item WHERE transfer = $1"
                + " AND accepted_at IS NOT NULL")
        .map(rows -> rows.iterator().next().getLong("n"));
  }

  private Future<Void> leaves(
      Run run, boolean theirs, MerkleTree tree, List<byte[]> leaves, String after) {
    int most = 5_000;
    return run.sql(
            "SELECT resource, digest FROM hosts.transfer_item WHERE transfer = $1 AND NOT shared"
                + " AND ($4 OR (NOT theirs AND accepted_at IS NULL)) AND resource > $2 AND "
                + ItemColumns.HELD
                + " ORDER BY resource LIMIT $3",
            after,
            most,
            theirs)
        .compose(
            rows -> {
              String last = after;
              for (Row row : rows) {
                last = row.getString("resource");
                leaves.add(leaf(tree, last, row.getString("digest")));
              }
              return rows.size() < most
                  ? Future.succeededFuture()
                  : leaves(run, theirs, tree, leaves, last);
            });
  }

  /** How many there are of each type of what is the patient's. */
  Future<SortedMap<String, Long>> types(Run run) {
    return types(run, true);
  }

  private Future<SortedMap<String, Long>> types(Run run, boolean theirs) {
    return run.sql(
            "SELECT split_part(resource, '/', 1) AS type, count(*) AS n FROM hosts.transfer_item"
                + " WHERE transfer = $1 AND NOT shared"
                + " AND ($2 OR (NOT theirs AND accepted_at IS NULL)) AND "
                + ItemColumns.HELD
                + " GROUP BY 1",
            theirs)
        .map(
            rows -> {
              SortedMap<String, Long> types = new TreeMap<>();
              rows.forEach(row -> types.put(row.getString("type"), row.getLong("n")));
              return types;
            });
  }

  static byte[] leaf(MerkleTree tree, String resource, String digest) {
    return tree.leaf((resource + " " + digest).getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the source has been told to delete all of it. */
  Future<Boolean> allErased(Run run) {
    return run.sql(
            "SELECT NOT EXISTS (SELECT 1 FROM hosts.transfer_item WHERE transfer = $1 AND NOT shared"
                + " AND state NOT IN ('erased', 'gone', 'absent')) AS erased")
        .map(rows -> rows.iterator().next().getBoolean("erased"));
  }

  /** Nothing is left to be done: keeps what was carried, and when it had been written before. */
  Future<Void> settle(SqlClient sql, Transfer transfer) {
    Tuple id = Tuple.of(transfer.id());
    return sql.preparedQuery(
            "DELETE FROM hosts.transfer_item WHERE transfer = $1 AND (state = 'absent' OR shared)")
        .execute(id)
        .compose(
            dropped ->
                sql.preparedQuery(
                        "UPDATE hosts.transfer_item SET refs = '{}', place = NULL, seen = NULL,"
                            + " seen_version = NULL, seen_at = NULL, forms = NULL,"
                            + " brought = NULL WHERE transfer ="
                            + " $1")
                    .execute(id))
        .mapEmpty();
  }

  /** Nothing of it is anywhere but where it was. */
  Future<Void> forget(Run run) {
    return run.sql("DELETE FROM hosts.transfer_item WHERE transfer = $1").mapEmpty();
  }

  /**
   * What it has written stays where it arrived, be it everybody's: keeps what that is, and in which
   * forms, for nothing else may lead to it there.
   */
  Future<Void> leave(SqlClient sql, Transfer transfer) {
    Tuple id = Tuple.of(transfer.id());
    return sql.preparedQuery(
            "DELETE FROM hosts.transfer_item WHERE transfer = $1"
                + " AND (state = 'absent' OR NOT (written OR brought IS NOT NULL))")
        .execute(id)
        .compose(
            dropped ->
                sql.preparedQuery(
                        "UPDATE hosts.transfer_item SET refs = '{}', place = NULL, seen = NULL,"
                            + " seen_version = NULL, seen_at = NULL, forms ="
                            + " array_remove(array_append(forms, brought), NULL), brought = NULL"
                            + " WHERE transfer = $1")
                    .execute(id))
        .mapEmpty();
  }
}
