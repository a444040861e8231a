// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a batch or transaction, in the words of HTTP: the request it stands for.
 *
 * @param fullUrl by which other entries refer to it; null when nothing can
 * @param path below the gateway's root, and not yet parsed; nor is the query
 * @param headers those that its {@code request} stands for, and what the bundle's own say of
 *     answers
 * @param body empty when it has none
 */
public record BundleEntry(
    @Nullable String fullUrl,
    String method,
    String path,
    @Nullable String query,
    MultiMap headers,
    Buffer body) {}
