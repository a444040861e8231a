// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A certificate of erasure as somebody reads it who has the public key and none of the gateway's
 * code: taken apart by another library for JSON Web Signatures, its signature checked by the JDK.
 *
 * @param said its payload
 */
record ErasureCertificate(JsonNode said) {

  /** Fails if it is not signed with the key. */
  static ErasureCertificate verified(String compact, Path publicKey) throws Exception {
    JWSObject jws = JWSObject.parse(compact.strip());
    assertThat(jws.getHeader().getAlgorithm().getName()).isEqualTo("EdDSA");
    String pem = Files.readString(publicKey);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(
                    Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "")))));
    signature.update(jws.getSigningInput());
    assertThat(signature.verify(jws.getSignature().decode())).isTrue();
    JsonNode said = CanonicalJson.read(jws.getPayload().toString());
    assertThat(said.at("/format").asText()).isEqualTo("prunelle-erasure-certificate/1");
    return new ErasureCertificate(said);
  }

  /** It is about this host, and about exactly what was there. */
  void isOf(String host, Map<String, String> record) throws Exception {
    assertThat(said.at("/host/id").asText()).isEqualTo(host);
    assertThat(said.at("/erased/resources").asInt()).isEqualTo(record.size());
    Map<String, Integer> types = new TreeMap<>();
    record.keySet().forEach(key -> types.merge(key.replaceFirst("/.*", ""), 1, Integer::sum));
    Map<String, Integer> certified = new TreeMap<>();
    said.at("/erased/types")
        .properties()
        .forEach(type -> certified.put(type.getKey(), type.getValue().asInt()));
    assertThat(certified).isEqualTo(types);
    assertThat(said.at("/erased/root").asText()).isEqualTo(root(record));
  }

  /** RFC 9162, 2.1.1, over {@code Type/id digest} of each resource. */
  private static String root(Map<String, String> record) throws Exception {
    List<String> leaves =
        record.entrySet().stream()
            .map(resource -> resource.getKey() + " " + hex(escaped(resource.getValue())))
            .sorted()
            .toList();
    return HexFormat.of().formatHex(tree(leaves));
  }

  private static byte[] tree(List<String> leaves) {
    if (leaves.size() == 1) {
      return sha256(new byte[] {0}, utf8(leaves.get(0)));
    }
    int left = Integer.highestOneBit(leaves.size() - 1);
    return sha256(
        new byte[] {1}, tree(leaves.subList(0, left)), tree(leaves.subList(left, leaves.size())));
  }

  /** What is beyond the first plane of Unicode is written as two escapes (transfer.md). */
  private static String escaped(String text) {
    return text.codePoints()
        .mapToObj(
            point ->
                Character.isBmpCodePoint(point)
                    ? Character.toString(point)
                    : "\\u%04X\\u%04X"
                        .formatted(
                            (int) Character.highSurrogate(point),
                            (int) Character.lowSurrogate(point)))
        .collect(Collectors.joining());
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(sha256(utf8(text)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (byte[] part : parts) {
        all.writeBytes(part);
      }
      return MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
    } catch (java.security.NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
