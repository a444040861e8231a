// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that are trusted, by their ids. */
public final class Keyring {

  private final Map<String, PublicKey> keys = new LinkedHashMap<>();

  public Keyring(List<PublicKey> trusted) {
    trusted.forEach(key -> keys.put(key.id(), key));
  }

  public boolean knows(String id) {
    return keys.containsKey(id);
  }

  public boolean signed(Block block) {
    return signed(block.key(), block.signed(), block.signature().bytes());
  }

  public boolean signed(String id, byte[] message, byte[] signature) {
    PublicKey key = keys.get(id);
    return key != null && key.verifies(message, signature);
  }

  /** Which of them has signed this, whatever it says; null for none. */
  public @Nullable String signer(byte[] message, byte[] signature) {
    for (PublicKey key : keys.values()) {
      if (key.verifies(message, signature)) {
        return key.id();
      }
    }
    return null;
  }
}
