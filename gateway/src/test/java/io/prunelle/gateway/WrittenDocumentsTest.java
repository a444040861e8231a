// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.prunelle.gateway.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who follows a document of this repository gets on. */
class WrittenDocumentsTest {

  private static final Path REPOSITORY = Path.of("..");
  private static final String NOBODY = "'" + new UUID(0, 0) + "'";
  private static final Pattern CODE = Pattern.compile("```.*?```|`[^`\n]*`", Pattern.DOTALL);
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|href)=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
  private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  @Test
  void eachLinkLeadsToWhatIsThere() throws IOException {
    List<Path> documents = documents();

    assertThat(documents).hasSizeGreaterThan(20);
    assertThat(documents.stream().flatMap(WrittenDocumentsTest::dead)).isEmpty();
  }

  /** But for what makes roles and databases, which are there by then. */
  @Test
  void eachStatementIsOneThatTheDatabaseTakes() throws IOException {
    List<String> statements =
        documents().stream()
            .filter(document -> document.startsWith(Path.of("../gateway/docs")))
            .flatMap(document -> SQL.matcher(read(document)).results())
            .map(block -> block.group(1).replace("\\gexec", ";").replace("'…'", NOBODY))
            .filter(block -> !block.contains("CREATE ROLE") && !block.contains("CREATE EXTENSION"))
            .toList();

    assertThat(statements).hasSizeGreaterThan(3);
    TestDatabase database = TestDatabase.migrated();
    assertThat(statements)
        .allSatisfy(
            block ->
                assertThatCode(() -> database.execute(block)).as(block).doesNotThrowAnyException());
  }

  private static Stream<String> dead(Path document) {
    String text = CODE.matcher(read(document)).replaceAll("");
    return LINK.matcher(text)
        .results()
        .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
        .filter(link -> URI.create(link).getScheme() == null)
        .filter(link -> !leadsSomewhere(document, URI.create(link)))
        .map(link -> document + ": " + link);
  }

  private static boolean leadsSomewhere(Path document, URI link) {
    Path target =
        link.getPath().isEmpty() ? document : document.resolveSibling(link.getPath()).normalize();
    return Files.exists(target)
        && (link.getFragment() == null || headings(target).contains(link.getFragment()));
  }

  /** As GitHub names them. */
  private static Set<String> headings(Path document) {
    Set<String> names = new HashSet<>();
    String text = read(document).replaceAll("(?s)```.*?```", "");
    HEADING
        .matcher(text)
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .forEach(
            name -> {
              int again = 0;
              while (!names.add(again == 0 ? name : name + "-" + again)) {
                again++;
              }
            });
    return names;
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().matches(".*/(target|node_modules|\\.git)/.*"))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
