// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real browser, with what the tests ask of every page. */
final class Chromium implements AutoCloseable {
  private static final String AXE_CORE = AxeBuilder.getAxeScript();

  /**
   * All of axe-core's rules for WCAG 2.2 AA, and what it thinks good besides, on a page as it
   * stays: scripts that follow what the user likes, and colours on their way to others, are waited
   * for. What passes is not asked for: telling it takes longer than finding what does not.
   */
  private static final String AXE =
      """
      async () => {
        await document.fonts.ready;
        await new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)));
        await Promise.allSettled(document.getAnimations()
            .filter(motion => motion instanceof CSSTransition).map(motion => motion.finished));
        const found = await axe.run(document, {
          runOnly: { type: 'tag',
            values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
          resultTypes: ['violations'] });
        return found.violations.map(rule =>
            rule.id + ': ' + rule.help + ' ' + rule.nodes.map(node => node.target).join(' | '));
      }""";

  private final Playwright playwright =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final Browser browser =
      playwright
          .chromium()
          .launch(
              new BrowserType.LaunchOptions()
                  .setExecutablePath(executable())
                  .setArgs(
                      List.of(
                          "--no-sandbox",
                          "--disable-background-networking",
                          "--disable-component-update",
                          "--disable-sync")));

  /** A page in a fresh profile. */
  Page open(String language, int width, boolean javaScript) {
    return browser
        .newContext(
            new Browser.NewContextOptions()
                .setLocale(language)
                .setViewportSize(width, 900)
                .setJavaScriptEnabled(javaScript))
        .newPage();
  }

  /** Does what leads to another page, and waits until that is there. */
  static void leave(Page page, Runnable step) {
    page.evaluate("window.before = true");
    step.run();
    page.waitForFunction("() => !window.before && document.readyState === 'complete'");
  }

  static void dark(Page page) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
  }

  static void light(Page page) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }

  /** The contrast of what an element's border has against what is behind it (WCAG 1.4.11). */
  static double borderContrast(Locator element) {
    return ((Number)
            element.evaluate(
                """
                element => {
                  const channels = color => color.match(/[\\d.]+/g).map(Number);
                  let behind = element;
                  while (channels(getComputedStyle(behind).backgroundColor)[3] === 0) {
                    behind = behind.parentElement;
                  }
                  const luminance = color => {
                    const [r, g, b] = channels(color).map(c => c / 255)
                      .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                  };
                  const [low, high] = [getComputedStyle(element).borderTopColor,
                    getComputedStyle(behind).backgroundColor].map(luminance).sort((a, b) => a - b);
                  return (high + 0.05) / (low + 0.05);
                }"""))
        .doubleValue();
  }

  /** What axe-core finds against WCAG 2.2 AA, one line each. */
  static List<?> violations(Page page) {
    page.waitForLoadState();
    // by what a policy does not hinder, and once a page: it is half a megabyte
    for (Frame frame : page.frames()) {
      if (!Boolean.TRUE.equals(frame.evaluate("() => 'axe' in window"))) {
        frame.evaluate("() => {" + AXE_CORE + "}");
      }
    }
    return (List<?>) page.evaluate(AXE);
  }

  /** How far the page reaches beyond its window, in CSS pixels. */
  static int overflow(Page page) {
    return (int)
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  /** Sees that everybody can read all of a page: axe, light and dark, width, and no key unsaid. */
  static void check(Page page, String name) {
    screenshot(page, name);
    assertThat(violations(page)).as(name).isEmpty();
    dark(page);
    screenshot(page, name + "-dark");
    assertThat(violations(page)).as(name + " in the dark").isEmpty();
    light(page);
    assertThat(overflow(page)).as(name).isZero();
    assertThat(page.locator("body").innerText()).as(name).doesNotContain("hostingCons");
  }

  /** Keeps what the user sees, for people to look at: where {@code -Dit.screenshots=true} asks. */
  static void screenshot(Page page, String name) {
    if (Boolean.getBoolean("screenshots.wanted")) {
      keep(page, name);
    }
  }

  /** Keeps what all pages show that are open, whether asked to or not. */
  void picture(String name) {
    int number = 0;
    for (BrowserContext profile : browser.contexts()) {
      for (Page page : profile.pages()) {
        keep(page, name + "-" + ++number);
      }
    }
  }

  private static void keep(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(
                Path.of(System.getProperty("extension.jar"))
                    .resolveSibling("screenshots")
                    .resolve(name + ".png")));
  }

  void closeProfiles() {
    List.copyOf(browser.contexts()).forEach(BrowserContext::close);
  }

  @Override
  public void close() {
    playwright.close();
  }

  private static Path executable() {
    String named = System.getenv("PRUNELLE_CHROMIUM");
    return Stream.of(
            named, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .filter(path -> path != null && Files.isExecutable(Path.of(path)))
        .map(Path::of)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no Chromium found: install it, or name it in PRUNELLE_CHROMIUM"));
  }
}
