// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it.directory;

import java.util.Map;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderFactory;
import org.keycloak.storage.user.UserQueryMethodsProvider;

/** A directory of users that cannot be reached: who searches it fails. */
public final class DirectoryAway implements UserStorageProviderFactory<DirectoryAway.Users> {

  @Override
  public Users create(KeycloakSession session, ComponentModel model) {
    return new Users();
  }

  @Override
  public String getId() {
    return "directory-away";
  }

  /** Its users, whom nobody learns of. */
  public static final class Users implements UserStorageProvider, UserQueryMethodsProvider {
    @Override
    public Stream<UserModel> searchForUserStream(
        RealmModel realm, Map<String, String> params, Integer first, Integer max) {
      throw new IllegalStateException("the directory is away");
    }

    @Override
    public Stream<UserModel> getGroupMembersStream(
        RealmModel realm, GroupModel group, Integer first, Integer max) {
      throw new IllegalStateException("the directory is away");
    }

    @Override
    public Stream<UserModel> searchForUserByUserAttributeStream(
        RealmModel realm, String name, String value) {
      throw new IllegalStateException("the directory is away");
    }

    @Override
    public void close() {}
  }
}
