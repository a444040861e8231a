// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeTest {

  @Test
  void lineEndsAndAccentsAreBroughtIntoOneFormBeforeTheyAreHashed() {
    List<NoticeText> texts =
        read("{'texts':{'fr':{'title':' E\u0301tat ','body':'Un\\r\\n\\r\\nDeux\\rTrois\\n'}}}");

    assertThat(texts).containsExactly(new NoticeText("fr", "\u00c9tat", "Un\n\nDeux\nTrois"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                  | texts: is required",
        "{'texts':{}}                                        | texts: must hold at least one",
        "{'texts':{'FR':{'title':'t','body':'b'}}}           | texts.FR: is not an ISO 639",
        "{'texts':{'fr':{'title':'t'}}}                      | texts.fr.body: is required",
        "{'texts':{'fr':{'title':'','body':'b'}}}            | texts.fr.title: must be a text",
        "{'texts':{'fr':{'title':'t','body':'b','x':1}}}     | texts.fr.x: is not a known",
        "{'texts':{'fr':{'title':'t','body':'a\\u202eb'}}}   | texts.fr.body: must not hold control",
        "{'texts':{'fr':'t'}}                                | texts.fr: must be an object",
      })
  void anInvalidNoticeIsRefusedByTheNameOfItsMember(String document, String error) {
    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> read(document))
        .withMessageStartingWith(error);
  }

  private static List<NoticeText> read(String document) {
    return Notice.readTexts(Json.object(document.replace('\'', '"')));
  }
}
