// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Chromium as a patient has it: one profile per {@link #newPatient}, without JavaScript where
 * asked. {@link RunningBrowser} hands it out.
 */
final class Browser implements AutoCloseable {
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
  private final com.microsoft.playwright.Browser chromium =
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

  /**
   * A page in a fresh profile whose browser asks for {@code language} ({@code fr-FR}, {@code
   * en-GB}).
   */
  Page newPatient(String language) {
    return chromium
        .newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setLocale(language)
                .setViewportSize(1100, 900))
        .newPage();
  }

  /**
   * Another profile in which the same user is signed in, and nothing is kept of what was loaded.
   */
  Page fresh(Page signedIn) {
    return chromium
        .newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setStorageState(signedIn.context().storageState())
                .setViewportSize(1100, 900))
        .newPage();
  }

  /** The same, on a small screen and with JavaScript switched off. */
  Page newPatientOnAnOldPhone(String language) {
    return chromium
        .newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setLocale(language)
                .setViewportSize(320, 640)
                .setJavaScriptEnabled(false))
        .newPage();
  }

  /**
   * A page in a fresh profile whose user has signed in to see it.
   *
   * @param address of the gateway
   */
  Page signedIn(String language, Demo.User user, String address) {
    return signedIn(newPatient(language), user, address);
  }

  /** The same in a profile that is there. */
  static Page signedIn(Page page, Demo.User user, String address) {
    page.navigate(address);
    signIn(page, user);
    String path = address.replaceFirst("\\?.*", "");
    page.waitForURL(url -> url.startsWith(path));
    return page;
  }

  /** Signs in at Keycloak's form, which the page must already show. */
  static void signIn(Page page, Demo.User user) {
    page.locator("#username").fill(user.username());
    page.locator("#password").fill(user.password());
    page.locator("[type=submit]#kc-login").click();
  }

  /**
   * Pictures what the documentation shows: {@code -De2e.pictures} names the root of the sources.
   *
   * @param file under it
   */
  static void document(Page page, String file, boolean whole) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(whole)
            .setPath(Path.of(System.getProperty("pictures"), file)));
  }

  /** Keeps what the user sees, for people to look at: where {@code -De2e.screenshots=true} asks. */
  static void screenshot(Page page, String name) {
    if (Boolean.getBoolean("screenshots.wanted")) {
      keep(page, name);
    }
  }

  /**
   * Everybody can read this page of the gateway: without scripts, by ear, and on a small screen
   * without scrolling sideways.
   */
  static void legible(Page page, String name) {
    page.setViewportSize(1100, 900);
    assertThat(page.locator("script").count()).as(name).isZero();
    assertThat(accessibilityViolations(page)).as(name).isEmpty();
    screenshot(page, name);
    page.setViewportSize(320, 640);
    assertThat(overflow(page)).as(name).isZero();
    screenshot(page, name + "-320");
    page.setViewportSize(1100, 900);
  }

  /** What axe-core finds against WCAG 2.2 AA, one line each. */
  static List<?> accessibilityViolations(Page page) {
    page.waitForLoadState();
    // by what a policy does not hinder, and once a page: it is half a megabyte
    for (Frame frame : page.frames()) {
      if (!Boolean.TRUE.equals(frame.evaluate("() => 'axe' in window"))) {
        frame.evaluate("() => {" + AXE_CORE + "}");
      }
    }
    return (List<?>) page.evaluate(AXE);
  }

  /**
   * How far the page reaches beyond its window, in CSS pixels; 0 where nobody has to scroll
   * sideways.
   */
  static int overflow(Page page) {
    return (int)
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  /** Keeps what all pages show that are open, whether asked to or not. */
  void picture(String name) {
    int number = 0;
    for (BrowserContext profile : chromium.contexts()) {
      for (Page page : profile.pages()) {
        keep(page, name + "-" + ++number);
      }
    }
  }

  private static void keep(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of(System.getProperty("screenshots"), name + ".png")));
  }

  void closeProfiles() {
    List.copyOf(chromium.contexts()).forEach(BrowserContext::close);
  }

  @Override
  public void close() {
    closeProfiles();
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
