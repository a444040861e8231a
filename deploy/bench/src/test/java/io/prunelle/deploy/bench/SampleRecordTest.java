// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleRecordTest {

  private static final long BYTES = 200_000;

  private final List<JsonObject> record = SampleRecord.of("bench-1", BYTES);

  @Test
  void theSamePatientHasTheSameRecord() {
    assertThat(SampleRecord.of("bench-1", BYTES)).isEqualTo(record);
    assertThat(SampleRecord.of("bench-2", BYTES)).isNotEqualTo(record);
  }

  @Test
  void itIsAsLargeAsItWasToBe() {
    long bytes = record.stream().mapToLong(resource -> resource.encode().length()).sum();

    assertThat(bytes).isBetween(BYTES, BYTES + BYTES / 2);
  }

  @Test
  void whatRefersToSomethingComesAfterIt() {
    Set<String> there = new HashSet<>();
    SampleRecord.shared().forEach(resource -> there.add(key(resource)));
    for (JsonObject resource : record) {
      there.add(key(resource));
      assertThat(there).containsAll(references(resource));
    }
  }

  @Test
  void noIdStandsForTwo() {
    assertThat(record).extracting(SampleRecordTest::key).doesNotHaveDuplicates();
  }

  @Test
  void transactionsPutAllOfItUnderItsIds() {
    List<String> urls =
        SampleRecord.transactions(record).stream()
            .flatMap(bundle -> new JsonObject(bundle).getJsonArray("entry").stream())
            .map(entry -> ((JsonObject) entry).getJsonObject("request").getString("url"))
            .toList();

    assertThat(urls).isEqualTo(record.stream().map(SampleRecordTest::key).toList());
  }

  private static String key(JsonObject resource) {
    return resource.getString("resourceType") + "/" + resource.getString("id");
  }

  private static Set<String> references(Object json) {
    Set<String> found = new TreeSet<>();
    Stream<?> values =
        json instanceof JsonObject object
            ? object.getMap().values().stream()
            : json instanceof JsonArray array ? array.stream() : Stream.empty();
    values.forEach(value -> found.addAll(references(value)));
    if (json instanceof JsonObject object && object.getValue("reference") instanceof String to) {
      found.add(to);
    }
    return found;
  }
}
