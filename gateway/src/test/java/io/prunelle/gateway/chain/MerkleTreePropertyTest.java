// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** RFC 9162, 2.1: paths prove the leaf that they lead from, and no other. */
final class MerkleTreePropertyTest {

  /** The leaves that Certificate Transparency's implementations test with. */
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  /** The roots of the first one, two, … of them. */
  private static final List<String> ROOTS =
      List.of(
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private final MerkleTree tree = new MerkleTree();

  @Example
  void rootsAreThoseOfCertificateTransparency() {
    List<byte[]> hashes = new ArrayList<>();
    assertThat(HexFormat.of().formatHex(tree.root(hashes)))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (int i = 0; i < LEAVES.size(); i++) {
      hashes.add(tree.leaf(HexFormat.of().parseHex(LEAVES.get(i))));
      assertThat(HexFormat.of().formatHex(tree.root(hashes))).isEqualTo(ROOTS.get(i));
    }
  }

  @Property(tries = 200)
  void aPathProvesItsLeafInItsPlaceAndNothingElse(
      @ForAll @IntRange(min = 1, max = 70) int size, @ForAll @IntRange(max = 69) int any) {
    int index = any % size;
    List<byte[]> hashes = leaves(size);
    byte[] root = tree.root(hashes);
    List<byte[]> path = tree.path(index, hashes);

    assertThat(tree.proves(index, size, hashes.get(index), path, root)).isTrue();
    for (int other = 0; other < size; other++) {
      if (other != index) {
        assertThat(tree.proves(index, size, hashes.get(other), path, root)).isFalse();
        assertThat(tree.proves(other, size, hashes.get(index), path, root)).isFalse();
      }
    }
    assertThat(tree.proves(index, size, hashes.get(index), path, tree.leaf(root))).isFalse();
    assertThat(tree.proves(-1, size, hashes.get(index), path, root)).isFalse();
    assertThat(tree.proves(size, size, hashes.get(index), path, root)).isFalse();
    List<byte[]> longer = new ArrayList<>(path);
    longer.add(root);
    assertThat(tree.proves(index, size, hashes.get(index), longer, root)).isFalse();
    if (!path.isEmpty()) {
      List<byte[]> shorter = path.subList(0, path.size() - 1);
      assertThat(tree.proves(index, size, hashes.get(index), shorter, root)).isFalse();
    }
  }

  private List<byte[]> leaves(int size) {
    List<byte[]> hashes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      hashes.add(tree.leaf(new byte[] {(byte) i}));
    }
    return hashes;
  }
}
