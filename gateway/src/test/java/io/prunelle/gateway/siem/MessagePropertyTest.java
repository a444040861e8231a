// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.siem;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Written;
import io.prunelle.gateway.journal.Written.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whatever stands in an entry, it is one message, and the receiver reads what was written. */
final class MessagePropertyTest {

  @Property
  void isOneMessageWhoseHeaderNobodyElseWrites(
      @ForAll String text,
      @ForAll String instance,
      @ForAll @IntRange(min = 1) int chain,
      @ForAll @LongRange(min = 0, max = 1L << 52) long block,
      @ForAll Kind kind) {
    String sound = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    String json = new JsonObject().put("name", sound).encode();

    Buffer framed =
        Message.framed(new Written(instance, chain, block, 3, 7, Instant.EPOCH, kind, json));

    String whole = framed.toString(StandardCharsets.UTF_8);
    int space = whole.indexOf(' ');
    assertThat(framed.length() - space - 1).isEqualTo(Integer.parseInt(whole.substring(0, space)));
    String[] message = whole.substring(space + 1).split(" ", 8);
    assertThat(message).hasSize(8);
    assertThat(message[0]).matches("<10[89]>1");
    for (int i = 0; i < 7; i++) {
      assertThat(message[i]).matches("[!-~]{1,255}");
    }
    assertThat(message[3]).isEqualTo("prunelle");
    assertThat(message[4]).hasSizeLessThanOrEqualTo(128);
    assertThat(message[7]).startsWith("\uFEFF");
    assertThat(message[7].chars()).allMatch(character -> character >= ' ');
    JsonObject body = new JsonObject(message[7].substring(1));
    assertThat(body.getJsonObject("record").getString("name")).isEqualTo(sound);
    assertThat(body.getInteger("chain")).isEqualTo(chain);
    assertThat(body.getLong("block")).isEqualTo(block);
  }
}
