// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.view.GalleryBrowser.Stop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every page in every state, in a real browser and both languages: axe-core's rules (WCAG 2.2 AA)
 * in light and dark, a narrow screen, text at twice its size, and spaced.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GalleryTest {

  private static final int NARROW = 320;
  private static final int WIDE = 1280;

  /** Of a small screen, in CSS pixels. */
  private static final int SCREEN = 640;

  /**
   * In CSS pixels; about 4,000 with the letters of most machines, some of which have wider ones.
   */
  private static final int SHORT = 7 * SCREEN;

  /** More than any page has places to stop at. */
  private static final int STOPS = 250;

  private static final Map<String, String> PAGES = Gallery.pages();

  private GalleryBrowser browser;

  /** All of it is wrong: faint, cut off, too wide, too small, without names. */
  private static final String BROKEN =
      """
      <html><body><img src="x"><p style="color:#ccc;background:#fff">faint</p>
      <div style="height:20px;overflow:hidden">a<br>b<br>c</div>
      <div style="width:2900px">wide</div>
      <div style="width:20em;height:1.6em;overflow:hidden"><p style="margin:0">just</p></div>
      <div style="height:25px;overflow:hidden">once</div>
      <a href="x" style="display:block;width:9px;height:9px">i</a>
      <p>or else <a href="y">i</a></p></body></html>
      """;

  @BeforeAll
  void open() {
    Map<String, String> all = new HashMap<>(PAGES);
    all.put("broken.html", BROKEN);
    browser = new GalleryBrowser(all);
  }

  @AfterAll
  void close() {
    browser.close();
  }

  /** Those to print are no pages: what is set as PDF is looked at as PDF. */
  static Stream<String> pages() {
    return PAGES.keySet().stream().filter(name -> !name.startsWith("printed"));
  }

  @Test
  void whatIsWrongWithAPageIsSeen() {
    browser.show("broken.html", WIDE);

    assertThat(browser.violations().toString())
        .contains("html-has-lang", "image-alt", "document-title", "color-contrast");
    assertThat(browser.contrasts()).hasSize(1);
    assertThat(browser.smallTargets()).hasSize(1);
    assertThat(browser.sameNames().toString()).isEqualTo("[i]");
    assertThat(browser.outOfPlace().toString())
        .contains("scrolls sideways", "cut off", "overlap")
        .doesNotContain("20em", "25px");
    assertThat(browser.outOfPlaceSpaced().toString()).contains("20em").doesNotContain("25px");
    assertThat(browser.outOfPlaceEnlarged().toString()).contains("25px").doesNotContain("20em");
    assertThat(browser.outOfPlace().toString()).doesNotContain("20em", "25px");
  }

  /** What most patients have on most days: somebody read the record, and nothing needs them. */
  @ParameterizedTest
  @EnumSource(Language.class)
  void howThingsStandIsSeenWithoutLongScrollingOnASmallScreen(Language language) {
    browser.show("usual-" + language.tag() + ".html", NARROW);

    assertThat(browser.length()).isBetween(1_000, SHORT);
    browser.unfold();
    assertThat(browser.length()).as("what is a step away").isGreaterThan(SHORT);
  }

  /** Pages with all that is acted on: links, answers, fields, days, folds, orders. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "home",
        "asked",
        "objecting",
        "ward",
        "accesses-0",
        "accesses-2",
        "report-1",
        "confirm-0",
        "decisions-0",
        "data-READY",
        "doctor-0",
        "audit-wrong",
        "practice-0",
        "practice-5",
        "transfers-0",
        "BROKEN"
      })
  void theKeyboardStopsInReadingOrderIsSeenAtEachStopAndGetsOut(String name) {
    browser.show(name + "-en.html", WIDE);

    Stop first = browser.tab();
    List<Stop> stops = new ArrayList<>();
    // Behind the last one is the browser, or the first one again
    for (Stop stop = first; stop != null; stop = browser.tab()) {
      if (!stops.isEmpty() && stop.order() == first.order()) {
        break;
      }
      assertThat(stop.visible() && !stop.covered()).as("%s", stop).isTrue();
      stops.add(stop);
      assertThat(stops).as("no trap").hasSizeLessThan(STOPS);
    }

    assertThat(first.what()).contains("class=\"skip\"");
    assertThat(stops).extracting(Stop::order).isSorted();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everybodyCanReadAndUse(String name) {
    browser.show(name, WIDE);
    browser.unfold();
    assertThat(browser.outOfPlace()).as("%d px", WIDE).isEmpty();
    assertThat(browser.sameNames()).isEmpty();
    // Pages have the same colours in any language
    if (name.endsWith("-fr.html")) {
      assertThat(browser.violations()).as("in light").isEmpty();
      browser.darken();
      assertThat(browser.contrasts()).as("in dark").isEmpty();
    } else {
      assertThat(browser.violationsOfWords()).isEmpty();
    }

    everythingStaysInItsPlace(WIDE);

    browser.resize(NARROW);
    assertThat(browser.outOfPlace()).as("%d px", NARROW).isEmpty();
    assertThat(browser.smallTargets()).as("%d px", NARROW).isEmpty();
    everythingStaysInItsPlace(NARROW);
  }

  private void everythingStaysInItsPlace(int width) {
    assertThat(browser.outOfPlaceSpaced()).as("spaced, %d px", width).isEmpty();
    assertThat(browser.outOfPlaceEnlarged()).as("text at 200 %%, %d px", width).isEmpty();
  }
}
