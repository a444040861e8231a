-- Owned by io.prunelle.gateway.page.login: answers of patients who have to sign in again before they are recorded. Who reads this learns
-- of nobody's answer: it is sealed under a key that takes a cookie and a secret that are not here.
CREATE TABLE page.answer (
    subject text        PRIMARY KEY,
    id      text        NOT NULL,
    sealed  text        NOT NULL,
    until   timestamptz NOT NULL
);

COMMENT ON COLUMN page.answer.subject IS 'digest of the user''s id in the realm';
COMMENT ON COLUMN page.answer.id IS 'digest of the secret that the browser has';
COMMENT ON COLUMN page.answer.sealed IS 'what was answered to which text';
