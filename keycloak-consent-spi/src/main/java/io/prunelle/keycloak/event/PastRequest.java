// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.event;

import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.http.FormPartValue;
import org.keycloak.http.HttpRequest;

/**
 * What is left of a request that was answered: the address at which Keycloak was called, of which
 * it makes the issuer it names. No header and no cookie: there is nobody to set another one for.
 */
final class PastRequest implements HttpRequest, HttpHeaders {
  private final UriInfo uri;

  PastRequest(HttpRequest request) {
    this.uri = request.getUri();
  }

  @Override
  public UriInfo getUri() {
    return uri;
  }

  @Override
  public String getHttpMethod() {
    return "POST";
  }

  @Override
  public MultivaluedMap<String, String> getDecodedFormParameters() {
    return new MultivaluedHashMap<>();
  }

  @Override
  public MultivaluedMap<String, FormPartValue> getMultiPartFormParameters() {
    return new MultivaluedHashMap<>();
  }

  @Override
  public HttpHeaders getHttpHeaders() {
    return this;
  }

  @Override
  public X509Certificate @Nullable [] getClientCertificateChain() {
    return null;
  }

  @Override
  public boolean isProxyTrusted() {
    return false;
  }

  @Override
  public List<String> getRequestHeader(String name) {
    return List.of();
  }

  @Override
  public @Nullable String getHeaderString(String name) {
    return null;
  }

  @Override
  public MultivaluedMap<String, String> getRequestHeaders() {
    return new MultivaluedHashMap<>();
  }

  @Override
  public List<MediaType> getAcceptableMediaTypes() {
    return List.of();
  }

  @Override
  public List<Locale> getAcceptableLanguages() {
    return List.of();
  }

  @Override
  public @Nullable MediaType getMediaType() {
    return null;
  }

  @Override
  public @Nullable Locale getLanguage() {
    return null;
  }

  @Override
  public Map<String, Cookie> getCookies() {
    return Map.of();
  }

  @Override
  public @Nullable Date getDate() {
    return null;
  }

  @Override
  public int getLength() {
    return -1;
  }
}
