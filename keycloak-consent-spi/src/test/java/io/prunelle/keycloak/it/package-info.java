/** The extension in a real Keycloak: what only the server itself can prove. */
@NullMarked
package io.prunelle.keycloak.it;

import org.jspecify.annotations.NullMarked;
