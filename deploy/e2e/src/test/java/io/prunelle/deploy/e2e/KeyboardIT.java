// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.LoadState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page by keyboard alone, on small and enlarged screens, and how much of it travels. */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(27)
final class KeyboardIT {

  /** More than any page has places to stop at. */
  private static final int STOPS = 250;

  private static final int LARGEST = 50_000;

  /** After those that came before them, which are enough to be warm. */
  private static final int LOADS = 21;

  /** What can be acted on and is no link within a sentence (WCAG 2.2, 2.5.8). */
  private static final String SMALL_TARGETS =
      """
      () => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
        .filter(e => e.checkVisibility() && !e.classList.contains('skip'))
        .filter(e => {
          const inline = getComputedStyle(e).display === 'inline';
          const sentence = e.parentElement.textContent.trim().length > e.textContent.trim().length;
          const box = e.getBoundingClientRect();
          return !(inline && sentence) && (box.width < 24 || box.height < 24);
        })
        .map(e => e.outerHTML.slice(0, 160))
      """;

  /** The element that has the focus: what it is, where in the reading order, and how it shows. */
  private static final String FOCUSED =
      """
      () => {
        const e = document.activeElement;
        if (e === document.body) return null;
        const look = () => { const s = getComputedStyle(e);
          return s.outlineStyle + s.outlineWidth + s.outlineColor + s.boxShadow; };
        const order = [...document.querySelectorAll('*')].indexOf(e);
        const focused = look();
        let visible = getComputedStyle(e).outlineStyle !== 'none';
        // Not of a date, in which a blur would lead back to its day: it shows the focus of its parts
        if (e.tagName !== 'INPUT') {
          e.blur();
          visible = focused !== look();
          e.focus({focusVisible: true, preventScroll: true});
        }
        return { order, visible, name: (e.getAttribute('aria-label')
            || e.textContent || e.name || '').trim().slice(0, 80), value: e.value || '', id: e.id };
      }
      """;

  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;
  private final Browser browser;

  KeyboardIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.realm = new Realm(demo, http);
    this.browser = browser;
  }

  /** A place where the focus stops. */
  private record Stop(int order, boolean visible, String name, String value, String id) {}

  private Page home(String language, Demo.User patient) {
    return browser.signedIn(language, patient, demo.page());
  }

  /** Tabs on until it stops at what is looked for; all stops until there, each of them visible. */
  private static List<Stop> tabTo(Page page, Predicate<Stop> wanted) {
    List<Stop> stops = new ArrayList<>();
    while (stops.size() < STOPS) {
      page.keyboard().press("Tab");
      Stop stop = stop(page.evaluate(FOCUSED));
      if (stop == null) {
        break;
      }
      assertThat(stop.visible()).as("visible focus on %s", stop).isTrue();
      stops.add(stop);
      if (wanted.test(stop)) {
        assertThat(stops).extracting(Stop::order).as("focus follows reading").isSorted();
        return stops;
      }
    }
    throw new AssertionError("never reached: " + stops);
  }

  private static Stop stop(Object found) {
    if (!(found instanceof java.util.Map<?, ?> map)) {
      return null;
    }
    return new Stop(
        ((Number) map.get("order")).intValue(),
        Boolean.TRUE.equals(map.get("visible")),
        String.valueOf(map.get("name")),
        String.valueOf(map.get("value")),
        String.valueOf(map.get("id")));
  }

  @Test
  void aHostingIsRefusedAndPermittedAgainByKeyboardAlone() {
    Page page = home("en-GB", demo.patient("PERMIT", 2));

    // The first stop leads past what every page begins with
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip")).isFocused();
    page.keyboard().press("Enter");
    // What they answer to, and what the host is like, unfold
    for (String fold : new String[] {"What the practice tells you", "Nuage Santé: answers"}) {
      tabTo(page, stop -> stop.name().startsWith(fold));
      page.keyboard().press("Enter");
    }
    assertThat(page.locator("details.notice p").first()).isVisible();
    assertThat(page.locator("details.sheet dt").first()).isVisible();
    tabTo(page, stop -> stop.value().equals("WITHDRAW"));
    page.keyboard().press("Enter");

    // What became of it is told there, and reading goes on from there
    Locator message = page.locator("#message[role=status]");
    assertThat(message).containsText("Noted");
    tabTo(page, stop -> stop.value().equals("PERMIT"));
    page.keyboard().press("Enter");
    assertThat(page.locator("#message[role=status]")).containsText("Noted");
    assertThat(Browser.accessibilityViolations(page)).isEmpty();
  }

  @Test
  void whoOpenedMyRecordIsFoundKeptAndReportedByKeyboardAlone() throws Exception {
    // Given somebody who read the record
    Demo.User patient = demo.patient("PERMIT", 1);
    http.get(demo.fhir() + "/Patient/" + patient.patientId(), realm.token(demo.practitioner(0)));
    Page page = home("en-GB", patient);
    page.navigate(demo.page() + "/accesses");
    String who =
        page.locator("table.stack tr:has(a[href$='/report']) strong").first().textContent();
    List<String> people = page.locator("#person option").allTextContents();
    int choice = (int) people.stream().takeWhile(name -> !name.startsWith(who)).count();

    // When the patient looks for what that person read, in these years
    tabTo(page, stop -> stop.id().equals("person"));
    for (int i = 0; i < choice; i++) {
      page.keyboard().press("ArrowDown");
    }
    tabTo(page, stop -> stop.id().equals("kind"));
    page.keyboard().press("ArrowDown");
    tabTo(page, stop -> stop.id().equals("from"));
    // The same in any order of day and month
    page.keyboard().type("01012026");
    tabTo(page, stop -> stop.id().equals("to"));
    page.keyboard().type("12122099");
    tabTo(page, stop -> stop.name().equals("Filter"));
    page.keyboard().press("Enter");

    // Then it is found and opened, and its proof and the list can be kept
    page.waitForURL(url -> url.contains("kind=read") && url.contains("to=2099-12-12"));
    String found = page.url();
    assertThat(page.locator("table.stack")).containsText(who);
    tabTo(page, stop -> stop.name().startsWith("Details of the access"));
    page.keyboard().press("Enter");
    assertThat(page.locator(".more-of[open]")).containsText("It was asked through");
    tabTo(page, stop -> stop.name().startsWith("Proof of the access"));
    assertThat(page.waitForDownload(() -> page.keyboard().press("Enter")).suggestedFilename())
        .endsWith(".json");
    tabTo(page, stop -> stop.name().equals("for a spreadsheet (CSV)"));
    assertThat(page.waitForDownload(() -> page.keyboard().press("Enter")).suggestedFilename())
        .endsWith(".csv");

    // And reported
    page.navigate(found);
    tabTo(page, stop -> stop.name().startsWith("I do not recognise this"));
    page.keyboard().press("Enter");
    page.waitForURL(url -> url.endsWith("/report"));
    tabTo(page, stop -> stop.id().equals("words"));
    page.keyboard().type("By keyboard alone");
    tabTo(page, stop -> stop.name().equals("Report this access to the practice"));
    page.keyboard().press("Enter");
    assertThat(page.locator("#message")).containsText("Your report has been sent");
    assertThat(page.locator("#reports")).containsText("By keyboard alone");
    assertThat(Browser.accessibilityViolations(page)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/accesses", "/accesses?from=yesterday", "/data"})
  void whatIsActedOnIsLargeEnoughAndFitsSmallAndEnlargedScreens(String path) {
    Page page = home("fr-FR", demo.patient("PERMIT", 0));
    page.navigate(demo.page() + path);

    for (int width : new int[] {320, 640, 1280}) {
      // 640 is what 1280 is at 200 % (WCAG 2.2, 1.4.4)
      page.setViewportSize(width, 900);
      assertThat(Browser.overflow(page)).as("%d px", width).isZero();
      assertThat((List<?>) page.evaluate(SMALL_TARGETS)).as("%d px", width).isEmpty();
    }
  }

  @Test
  void mistakesAreTiedToTheirFields() {
    Page page = home("en-GB", demo.patient("PERMIT", 0));
    page.navigate(demo.page() + "/accesses?from=yesterday&kind=none");

    Locator wrong = page.locator("[aria-invalid=true]");
    assertThat(wrong).hasCount(2);
    for (Locator field : wrong.all()) {
      assertThat(page.locator("#" + field.getAttribute("aria-describedby"))).isVisible();
    }
  }

  @Test
  void theFirstPageIsSmall() {
    List<Response> answers = new ArrayList<>();
    // As on the first visit: nothing is kept by the browser yet, the styles neither
    Page fresh = browser.fresh(home("fr-FR", demo.patient("PERMIT", 0)));
    fresh.onResponse(answers::add);

    fresh.navigate(demo.page());
    fresh.waitForLoadState(LoadState.NETWORKIDLE);

    // Asking for sizes lets further answers in
    List<Response> all = List.copyOf(answers);
    int bytes = all.stream().mapToInt(KeyboardIT::transferred).sum();
    System.out.printf("First page: %d bytes in %d answers%n", bytes, all.size());
    System.out.printf(
        "First page: there with its styles after %d ms, the median of %d loads%n",
        median(fresh), LOADS);
    assertThat(all).allMatch(answer -> answer.status() == 200);
    assertThat(all).anyMatch(answer -> answer.url().endsWith(".css"));
    assertThat(bytes).isLessThan(LARGEST);
  }

  /** How long it takes until the page is complete, once all is warm: printed, held to nothing. */
  private long median(Page page) {
    return IntStream.range(0, LOADS)
        .mapToLong(
            load -> {
              page.navigate(demo.page());
              return ((Number)
                      page.evaluate(
                          "() => Math.round(performance.getEntriesByType('navigation')[0]"
                              + ".loadEventStart)"))
                  .longValue();
            })
        .sorted()
        .skip(LOADS / 2)
        .findFirst()
        .orElseThrow();
  }

  private static int transferred(Response answer) {
    var sizes = answer.request().sizes();
    return sizes.responseBodySize + sizes.responseHeadersSize;
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr-FR", "en-GB"})
  void theTopOfThePageIsPicturedForTheDocumentation(String language) {
    Page page = home(language, demo.patient("PERMIT", 0));

    for (int width : new int[] {320, 1280}) {
      page.setViewportSize(width, 900);
      assertThat(Browser.overflow(page)).isZero();
      // The top alone: small files
      Browser.document(
          page, "gateway/docs/home-" + language.substring(0, 2) + "-" + width + ".png", false);
    }
  }
}
