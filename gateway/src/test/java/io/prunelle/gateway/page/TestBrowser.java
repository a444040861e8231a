// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much of a browser as the page needs: cookies, forms, no scripts. Follows no redirects. */
final class TestBrowser {

  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final String base;
  private String at;
  final Map<String, String> cookies = new LinkedHashMap<>();
  String language = "fr";

  TestBrowser(String base) {
    this.base = base;
    this.at = base;
  }

  String at() {
    return at;
  }

  /** From now on reaches this instance, behind the same address. */
  TestBrowser reaching(String instance) {
    at = instance;
    return this;
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder().GET(), path);
  }

  /** With any method, and nothing in it. */
  HttpResponse<String> send(String method, String path) {
    return send(
        HttpRequest.newBuilder()
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Origin", base),
        path);
  }

  /** The same, without waiting for the answer; its cookies are left alone. */
  CompletableFuture<HttpResponse<String>> begin(String path) {
    return http.sendAsync(
        prepared(HttpRequest.newBuilder().GET(), path), HttpResponse.BodyHandlers.ofString());
  }

  /** The same of what is no text. */
  HttpResponse<byte[]> download(String path) {
    return send(HttpRequest.newBuilder().GET(), path, HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Sends a form as the page itself would. */
  HttpResponse<String> post(String path, Map<String, String> fields) {
    return post(path, fields, Map.of("Origin", base, "Sec-Fetch-Site", "same-origin"));
  }

  HttpResponse<String> post(String path, Map<String, String> fields, Map<String, String> headers) {
    String body =
        fields.entrySet().stream()
            .map(f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder()
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/x-www-form-urlencoded");
    headers.forEach(request::header);
    return send(request, path);
  }

  /** Sends a form with a file as the page itself would. */
  HttpResponse<String> upload(String path, Map<String, String> fields, String field, byte[] file) {
    return upload(path, fields, field, file, base);
  }

  HttpResponse<String> upload(
      String path, Map<String, String> fields, String field, byte[] file, String origin) {
    String boundary = "----boundary" + fields.hashCode();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String part = "--%s\r\nContent-Disposition: form-data; name=\"%s\"";
    fields.forEach(
        (name, value) -> write(body, part.formatted(boundary, name) + "\r\n\r\n" + value + "\r\n"));
    String called = file.length == 0 ? "" : "scan.pdf";
    write(body, part.formatted(boundary, field) + "; filename=\"" + called + "\"\r\n\r\n");
    body.writeBytes(file);
    write(body, "\r\n--" + boundary + "--\r\n");
    return send(
        HttpRequest.newBuilder()
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .header("Origin", origin),
        path);
  }

  private static void write(ByteArrayOutputStream body, String text) {
    body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The query parameters of an address. */
  static Map<String, String> query(String url) {
    return Arrays.stream(URI.create(url).getRawQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElse("");
  }

  /** The hidden fields of the first form sent to an action. */
  static Map<String, String> form(String html, String action) {
    Matcher form =
        Pattern.compile("action=\"" + Pattern.quote(action) + "\".*?</form>", Pattern.DOTALL)
            .matcher(html);
    Map<String, String> fields = new LinkedHashMap<>();
    if (form.find()) {
      Matcher field =
          Pattern.compile("type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")
              .matcher(form.group());
      while (field.find()) {
        fields.put(field.group(1), field.group(2));
      }
    }
    return fields;
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String path) {
    return send(request, path, HttpResponse.BodyHandlers.ofString());
  }

  private <T> HttpResponse<T> send(
      HttpRequest.Builder request, String path, HttpResponse.BodyHandler<T> handler) {
    try {
      HttpResponse<T> response = http.send(prepared(request, path), handler);
      response.headers().allValues("Set-Cookie").forEach(this::keep);
      return response;
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private HttpRequest prepared(HttpRequest.Builder request, String path) {
    request.uri(URI.create(at + path)).header("Accept-Language", language);
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request.build();
  }

  private void keep(String header) {
    String[] pair = header.substring(0, (header + ";").indexOf(';')).split("=", 2);
    if (header.contains("Max-Age=0")) {
      cookies.remove(pair[0]);
    } else {
      cookies.put(pair[0], pair[1]);
    }
  }
}
