-- Owned by io.prunelle.gateway.page.login: attempts to sign in that were used, each once. One that was only begun is not here.
CREATE TABLE page.attempt (
    state text        PRIMARY KEY,
    until timestamptz NOT NULL
);

COMMENT ON COLUMN page.attempt.state IS 'SHA-256 of the state that came back';

CREATE INDEX attempt_until ON page.attempt (until);
