-- Owned by io.prunelle.gateway.page.login: what somebody answers for a practice does not take the place of what they answered for themselves.
ALTER TABLE page.answer ADD COLUMN kind text NOT NULL DEFAULT 'own' CHECK (kind IN ('own', 'office'));
ALTER TABLE page.answer ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE page.answer DROP CONSTRAINT answer_pkey;
ALTER TABLE page.answer ADD PRIMARY KEY (subject, kind);

COMMENT ON COLUMN page.answer.kind IS 'for themselves or a ward, or for a practice';
