// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieHandler;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without a screen and without JavaScript: cookies, redirects, forms. */
final class HttpBrowser {
  private static final String APP = "http://127.0.0.1:9/back";
  private static final Pattern FORM =
      Pattern.compile("<form[^>]*action=\"([^\"]*)\"[^>]*>(.*?)</form>", Pattern.DOTALL);
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");

  private final Cookies cookies = new Cookies();
  private final HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).build();
  private final TestRealm realm;
  private String place = "";
  private String html = "";

  HttpBrowser(TestRealm realm) {
    this.realm = realm;
  }

  /** Starts an authorization request and signs in where that is asked for. */
  HttpBrowser signIn(String username, String... parameters) {
    request(parameters);
    if (html.contains("name=\"username\"")) {
      submit(Map.of("username", username));
    }
    if (html.contains("name=\"password\"")) {
      submit(Map.of("username", username, "password", TestRealm.PASSWORD));
    }
    return this;
  }

  /** Starts an authorization request and stays where that leads. */
  HttpBrowser request(String... parameters) {
    Map<String, String> query = new TreeMap<>();
    query.put("client_id", "app");
    query.put("response_type", "code");
    query.put("scope", "openid");
    query.put("redirect_uri", APP);
    for (int i = 0; i < parameters.length; i += 2) {
      query.put(parameters[i], parameters[i + 1]);
    }
    go("GET", realm.url() + "/protocol/openid-connect/auth?" + encode(query), "");
    return this;
  }

  /** Sends the page's form with its hidden fields, some of them changed or added. */
  HttpBrowser submit(Map<String, String> changes) {
    Matcher form = form();
    Map<String, String> fields = fields();
    fields.putAll(changes);
    // some of Keycloak's forms say where to by a path alone
    URI action = URI.create(place).resolve(form.group(1).replace("&amp;", "&"));
    go("POST", action.toString(), encode(fields));
    return this;
  }

  /** The hidden fields of the page's form. */
  Map<String, String> fields() {
    Map<String, String> fields = new HashMap<>();
    Matcher hidden = HIDDEN.matcher(form().group(2));
    while (hidden.find()) {
      fields.put(hidden.group(1), hidden.group(2));
    }
    return fields;
  }

  private Matcher form() {
    Matcher form = FORM.matcher(html);
    if (!form.find()) {
      throw new AssertionError("no form at " + place + "\n" + html);
    }
    return form;
  }

  HttpBrowser answer(String decision) {
    return submit(Map.of("decision", decision));
  }

  /** Takes over a session that an administrator opened in a user's name. */
  HttpBrowser impersonate(String userId, String adminToken) {
    go(
        HttpRequest.newBuilder(
                URI.create(
                    realm.url().replace("/realms/", "/admin/realms/")
                        + "/users/"
                        + userId
                        + "/impersonation"))
            .header("Authorization", "Bearer " + adminToken)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}")));
    return this;
  }

  String html() {
    return html;
  }

  boolean isAsked() {
    return html.contains("id=\"hosting-consent\"");
  }

  boolean asksForPassword() {
    return html.contains("name=\"password\"");
  }

  boolean isBack() {
    return place.startsWith(APP);
  }

  /** A parameter that the application was called back with, empty when absent. */
  String returned(String name) {
    Matcher parameter = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(place);
    return isBack() && parameter.find() ? parameter.group(1) : "";
  }

  /** The access token for the code that came back. */
  String token() {
    return realm
        .token(
            Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "app",
                "redirect_uri",
                APP,
                "code",
                returned("code")))
        .ok()
        .json()
        .path("access_token")
        .asText();
  }

  private void go(String method, String to, String body) {
    String next = to;
    String verb = method;
    String sent = body;
    for (int hops = 0; hops < 10; hops++) {
      place = next;
      if (isBack()) {
        html = "";
        return;
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(next))
              .header("Accept", "text/html")
              .header("Content-Type", "application/x-www-form-urlencoded")
              .method(verb, HttpRequest.BodyPublishers.ofString(sent));
      Answer answer = go(request);
      if (answer.status() / 100 != 3) {
        return;
      }
      next = URI.create(next).resolve(answer.header("Location")).toString();
      verb = "GET";
      sent = "";
    }
    throw new AssertionError("redirected in circles at " + place);
  }

  private Answer go(HttpRequest.Builder request) {
    try {
      Answer answer = Answer.of(http.send(request.build(), BodyHandlers.ofString()));
      html = answer.body();
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** Keeps cookies as browsers do on loopback: also those marked Secure, without https. */
  private static final class Cookies extends CookieHandler {
    private final Map<String, String> kept = new TreeMap<>();

    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> requestHeaders) {
      String all =
          kept.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; "));
      return all.isEmpty() ? Map.of() : Map.of("Cookie", List.of(all));
    }

    @Override
    public void put(URI uri, Map<String, List<String>> responseHeaders) {
      responseHeaders.forEach(
          (name, values) -> {
            if (name.equalsIgnoreCase("Set-Cookie")) {
              values.forEach(this::keep);
            }
          });
    }

    private void keep(String header) {
      for (HttpCookie cookie : HttpCookie.parse(header)) {
        if (cookie.getMaxAge() == 0) {
          kept.remove(cookie.getName());
        } else {
          kept.put(cookie.getName(), header.substring(header.indexOf('=') + 1).split(";", 2)[0]);
        }
      }
    }
  }
}
