// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Chromium that is handed pages from memory, and says what is wrong with how they look. */
final class GalleryBrowser implements AutoCloseable {

  /** All of axe-core's rules for WCAG 2.2 AA, and what it thinks good besides. */
  private static final String ALL =
      "'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'";

  // What passes is not asked for: telling it takes longer than finding it
  private static final String AXE =
      """
      async () => {
        const run = { runOnly: { type: '%s', values: [%s] }, resultTypes: ['violations'],
            rules: { 'color-contrast': { enabled: %s } } };
        const found = await axe.run(document, run);
        return found.violations.map(rule =>
            rule.id + ': ' + rule.help + ' ' + rule.nodes.map(node => node.target).join(' | '));
      }
      """;

  private static final int HEIGHT = 900;
  private static final String AXE_CORE = "/axe.min.js";
  private static final String PICO =
      "/META-INF/resources/webjars/picocss__pico/2.1.1/css/pico.min.css";

  /** What can be acted on and is no link within a sentence (WCAG 2.2, 2.5.8). */
  private static final String SMALL_TARGETS =
      """
      () => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
        .filter(e => e.checkVisibility() && !e.classList.contains('skip'))
        .filter(e => {
          const inline = getComputedStyle(e).display === 'inline';
          const sentence = e.parentElement.textContent.trim().length > e.textContent.trim().length;
          const label = e.closest('label');
          const box = (label || e).getBoundingClientRect();
          return !(inline && sentence) && (box.width < 24 || box.height < 24);
        })
        .map(e => e.outerHTML.slice(0, 160))
      """;

  /** Links and buttons that lead to different things and have one name. */
  private static final String SAME_NAMES =
      """
      () => {
        const leads = e => e.tagName === 'A'
          ? e.getAttribute('href')
          : [e.form?.getAttribute('action'), e.name, e.value,
              ...[...(e.form?.querySelectorAll('input[type=hidden]') ?? [])]
                .map(field => field.name + '=' + field.value)].join(' ');
        const names = new Map();
        for (const e of document.querySelectorAll('a[href], button')) {
          if (!e.checkVisibility()) continue;
          const name = (e.getAttribute('aria-label') || e.textContent).trim().replace(/\\s+/g, ' ');
          names.set(name, (names.get(name) ?? new Set()).add(leads(e)));
        }
        return [...names].filter(([, to]) => to.size > 1).map(([name]) => name);
      }
      """;

  /** What reaches out of the window, is cut off, or lies on something else. */
  private static final String OUT_OF_PLACE =
      """
      () => {
        const found = [];
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth > width) {
          found.push('scrolls sideways by ' + (document.documentElement.scrollWidth - width));
        }
        const hidden = e => e.closest('.skip, .stack thead, option, svg');
        for (const e of document.querySelectorAll('body *')) {
          const style = getComputedStyle(e);
          if (style.overflowX !== 'visible' && !hidden(e) && !/^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName)
              && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)) {
            found.push('cut off: ' + e.outerHTML.slice(0, 120));
          }
        }
        const boxes = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const e = node.parentElement;
          if (!node.data.trim() || hidden(e) || !e.checkVisibility()) continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          for (const box of range.getClientRects()) {
            if (box.width < 1 || box.height < 1) continue;
            if (box.left < -1 || box.right > width + 1) {
              found.push('out of the window: ' + node.data.trim().slice(0, 80));
            }
            boxes.push({ box, text: node.data.trim().slice(0, 60) });
          }
        }
        boxes.sort((a, b) => a.box.top - b.box.top);
        for (let i = 0; i < boxes.length; i++) {
          for (let j = i + 1; j < boxes.length; j++) {
            const a = boxes[i].box, b = boxes[j].box;
            if (b.top >= a.bottom) break;
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            // Letters leave room above and below them
            if (across > 2 && down > 0.35 * Math.min(a.height, b.height)) {
              found.push('overlap: ' + boxes[i].text + ' | ' + boxes[j].text);
            }
          }
        }
        return found.slice(0, 10);
      }
      """;

  /** The element that has the focus: where in the reading order, and whether it shows. */
  private static final String FOCUSED =
      """
      () => {
        const e = document.activeElement;
        if (e === document.body) return null;
        const look = () => { const s = getComputedStyle(e);
          return s.outlineStyle + s.outlineWidth + s.outlineColor + s.boxShadow; };
        const order = [...document.querySelectorAll('*')].indexOf(e);
        const box = e.getBoundingClientRect();
        const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        const covered = !there || !(e.contains(there) || there.contains(e));
        let visible = getComputedStyle(e).outlineStyle !== 'none';
        // Not of a field: of a date, a blur would lead back to its day
        if (e.tagName !== 'INPUT') {
          const focused = look();
          e.blur();
          visible = focused !== look();
          e.focus({focusVisible: true, preventScroll: true});
        }
        return { order, visible, covered, what: e.outerHTML.slice(0, 120) };
      }
      """;

  /** As far as readers may space text without losing any (WCAG 2.2, 1.4.12). */
  private static final String SPACED =
      """
      on => {
        let style = document.getElementById('spaced');
        if (!style) {
          style = document.head.appendChild(document.createElement('style'));
          style.id = 'spaced';
        }
        style.textContent = on
            ? '* { line-height: 1.5 !important; letter-spacing: 0.12em !important;'
                + ' word-spacing: 0.16em !important } p { margin-bottom: 2em !important }'
            : '';
      }
      """;

  /** As far as readers may enlarge it without losing any (WCAG 2.2, 1.4.4). */
  private static final String ENLARGED =
      """
      on => {
        const root = document.documentElement;
        root.style.fontSize = on ? 2 * parseFloat(getComputedStyle(root).fontSize) + 'px' : '';
      }
      """;

  /** What there is to find while a page is made otherwise, by one call: each takes a while. */
  private static final String MEANWHILE =
      "() => { const make = %s; make(true); try { return (%s)(); } finally { make(false); } }";

  private final Map<String, byte[]> files = new HashMap<>();
  private final HttpServer server;
  private final String host;
  private final Playwright playwright;
  private final Page page;

  GalleryBrowser(Map<String, String> pages) {
    pages.forEach((name, html) -> files.put(name, html.getBytes(StandardCharsets.UTF_8)));
    files.put("pico.css", resource(PICO));
    files.put("page.css", resource("/page/page.css"));
    files.put("mark.svg", resource("/page/mark.svg"));
    files.put("axe.js", resource(AXE_CORE));
    server = served();
    host = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser chromium =
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
    // What looks at a page is no part of it
    page = chromium.newPage(new Browser.NewPageOptions().setBypassCSP(true));
  }

  private HttpServer served() {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext("/", this::answer);
      http.start();
      return http;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    byte[] file = files.get(name);
    try (exchange) {
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", type(name));
      // All pages have the same of these: Chromium keeps what it has read and compiled
      exchange.getResponseHeaders().set("Cache-Control", "max-age=3600");
      exchange.sendResponseHeaders(200, file.length);
      exchange.getResponseBody().write(file);
    }
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> "text/html; charset=utf-8";
    };
  }

  /** Opens a page, in light. */
  void show(String name, int width) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    resize(width);
    page.navigate(host + name);
  }

  void resize(int width) {
    page.setViewportSize(width, HEIGHT);
  }

  void darken() {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
  }

  /** For people to look at. */
  void picture(Path file) {
    page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(file));
  }

  /** What axe-core finds against WCAG 2.2 AA, one line each. */
  List<?> violations() {
    return axe("tag", ALL, true);
  }

  /** The same but for colours. */
  List<?> violationsOfWords() {
    return axe("tag", ALL, false);
  }

  /** What is too faint to read. */
  List<?> contrasts() {
    return axe("rule", "'color-contrast'", true);
  }

  private List<?> axe(String type, String values, boolean contrast) {
    if (!Boolean.TRUE.equals(page.evaluate("() => 'axe' in window"))) {
      page.addScriptTag(new Page.AddScriptTagOptions().setUrl(host + "axe.js"));
    }
    return (List<?>) page.evaluate(AXE.formatted(type, values, contrast));
  }

  List<?> smallTargets() {
    return (List<?>) page.evaluate(SMALL_TARGETS);
  }

  List<?> sameNames() {
    return (List<?>) page.evaluate(SAME_NAMES);
  }

  List<?> outOfPlace() {
    return (List<?>) page.evaluate(OUT_OF_PLACE);
  }

  /** All that is a step away, as somebody has it who opened all of it. */
  void unfold() {
    page.evaluate("() => document.querySelectorAll('details').forEach(e => { e.open = true; })");
  }

  /** In CSS pixels, from its beginning to its end. */
  int length() {
    return (int)
        page.evaluate("() => Math.ceil(document.documentElement.getBoundingClientRect().height)");
  }

  /**
   * Where the Tab key stops.
   *
   * @param order its place in the reading order
   * @param visible whether its focus is seen
   * @param covered whether something lies on it
   * @param what the beginning of its HTML
   */
  record Stop(int order, boolean visible, boolean covered, String what) {}

  /** The next one; null behind the last. */
  @Nullable Stop tab() {
    page.keyboard().press("Tab");
    return page.evaluate(FOCUSED) instanceof Map<?, ?> found
        ? new Stop(
            (Integer) found.get("order"),
            Boolean.TRUE.equals(found.get("visible")),
            Boolean.TRUE.equals(found.get("covered")),
            String.valueOf(found.get("what")))
        : null;
  }

  /** The same for who reads with wider spaces. */
  List<?> outOfPlaceSpaced() {
    return (List<?>) page.evaluate(MEANWHILE.formatted(SPACED, OUT_OF_PLACE));
  }

  /** The same for who reads with larger letters. */
  List<?> outOfPlaceEnlarged() {
    return (List<?>) page.evaluate(MEANWHILE.formatted(ENLARGED, OUT_OF_PLACE));
  }

  @Override
  public void close() {
    playwright.close();
    server.stop(0);
  }

  private static byte[] resource(String name) {
    try (InputStream in = GalleryBrowser.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Path executable() {
    return Stream.of(
            System.getenv("PRUNELLE_CHROMIUM"),
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome")
        .filter(path -> path != null && Files.isExecutable(Path.of(path)))
        .map(Path::of)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no Chromium found: install it, or name it in PRUNELLE_CHROMIUM"));
  }
}
