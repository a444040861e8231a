// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken of a page: each resource as it came, and the way on. */
final class RecordPageTest {

  @Test
  void aResourceIsOneLineAndKeepsEachDigit() throws IOException {
    RecordPage page =
        RecordPage.of(
            Buffer.buffer(
                """
                {"resourceType":"Bundle","link":[{"relation":"self","url":"x?y"},
                 {"relation":"next","url":"https://g.example/fhir/p?_page=abc"}],
                 "entry":[{"fullUrl":"x","resource":{
                   "resourceType":"Observation","id":"o1",
                   "valueQuantity":{"value":1.10},"note":[{"text":"a\\nb"}]}}]}
                """));

    assertThat(page.next()).isEqualTo("_page=abc");
    assertThat(page.resources()).hasSize(1);
    RecordResource one = page.resources().get(0);
    assertThat(one.type()).isEqualTo("Observation");
    assertThat(one.line().toString())
        .contains("\"value\":1.10", "\"a\\nb\"")
        .endsWith("}\n")
        .satisfies(line -> assertThat(line.chars().filter(c -> c == '\n').count()).isOne());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "/etc/passwd",
        "Obs\\u0000ervation",
        "Observation\\n",
        "observation",
        "CON.txt",
        ""
      })
  void noTypeLeadsOutOfItsFolder(String type) {
    assertThatThrownBy(
            () -> RecordResource.of(Buffer.buffer("{\"resourceType\":\"" + type + "\"}")))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", "a\\u0000", "a\\nb", "é", ""})
  void noIdDoes(String id) throws IOException {
    RecordResource resource =
        RecordResource.of(Buffer.buffer("{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}"));

    assertThat(resource.id()).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"resourceType\":\"OperationOutcome\"}",
        "{\"resourceType\":\"Bundle\",\"entry\":{}}",
        "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{}}]}",
        "{\"resourceType\":\"Bundle\"",
        "{\"resourceType\":\"Bundle\",\"link\":[{\"relation\":\"next\",\"url\":\"nowhere\"}]}"
      })
  void whatIsNoPageIsNotTaken(String json) {
    assertThatThrownBy(() -> RecordPage.of(Buffer.buffer(json))).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'resourceType':'Binary','id':'b'} | true",
        "{'resourceType':'Patient','photo':[{'data':'AA=='}]} | true",
        "{'resourceType':'Media','content':{'url':'Binary/b1'}} | true",
        "{'resourceType':'Observation','component':[{'valueSampledData':{}}]} | false",
        "{'resourceType':'Patient','contact':[{'name':{'text':'some data'}}]} | false",
      })
  void onlyWhatMayHaveFilesIsLookedThrough(String json, boolean expected) throws IOException {
    RecordResource read = RecordResource.of(Buffer.buffer(json.replace('\'', '"')));

    assertThat(read.mayHaveContent()).isEqualTo(expected);
  }

  @Test
  void filesWithinResourcesAreFound() throws IOException {
    Attachments found =
        Attachments.in(
            RecordResource.of(
                Buffer.buffer(
                    """
                    {"resourceType":"DocumentReference","id":"d1","content":[
                     {"attachment":{"contentType":"application/pdf","data":"JVBERg=="}},
                     {"attachment":{"contentType":"text/html; charset=utf-8","data":"PGI+"}},
                     {"attachment":{"contentType":"../../x","data":"PGI+"}},
                     {"attachment":{"contentType":"text/plain","data":"%%%="}},
                     {"attachment":{"contentType":"image/png","url":"https://g/fhir/p/Binary/b1"}},
                     {"attachment":{"contentType":"image/png","url":"https://g/Binary/../../x"}}]}
                    """)));

    assertThat(found.contents())
        .extracting(Attachments.Content::ending)
        // Nothing gets an ending by which a device would run it
        .startsWith("pdf", "html.txt", "bin");
    assertThat(found.contents().get(0).bytes()).isEqualTo(Buffer.buffer("%PDF"));
    assertThat(found.binaries()).containsExactly("b1");
  }
}
