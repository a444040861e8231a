-- Owned by io.prunelle.gateway.page.login: who is signed in to the pages, on whichever instance. Who reads these tables takes over no
-- session: of the cookie there is a digest, and the rest is sealed under a key that takes the cookie and a secret that is not here.
CREATE SCHEMA page;

CREATE TABLE page.session (
    id               text        PRIMARY KEY,
    subject          text        NOT NULL,
    provider_session text,
    sealed           text        NOT NULL,
    version          bigint      NOT NULL DEFAULT 0,
    renewing_until   timestamptz,
    began_at         timestamptz NOT NULL,
    used_at          timestamptz NOT NULL
) WITH (fillfactor = 70);

COMMENT ON COLUMN page.session.id IS 'digest of the secret that the browser has';
COMMENT ON COLUMN page.session.subject IS 'digest of the user''s id in the realm';
COMMENT ON COLUMN page.session.provider_session IS 'digest of the realm''s name for its session; what a logout token names';
COMMENT ON COLUMN page.session.sealed IS 'tokens, name and the forms'' secret';
COMMENT ON COLUMN page.session.version IS 'how often the tokens were renewed';
COMMENT ON COLUMN page.session.renewing_until IS 'until when one instance renews the tokens, and no other does';

-- Not on used_at: it changes often, and nothing that is often asked looks there.
CREATE INDEX session_of_subject ON page.session (subject);
CREATE INDEX session_at_provider ON page.session (provider_session);

CREATE TABLE page.logout (
    token            text        PRIMARY KEY,
    provider_session text,
    until            timestamptz NOT NULL
);

COMMENT ON TABLE page.logout IS 'logout tokens that were taken, so that none is taken twice and no sign-in under way outlives its session at the realm';

CREATE INDEX logout_at_provider ON page.logout (provider_session);
