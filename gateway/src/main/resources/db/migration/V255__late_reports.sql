-- What a patient wrote about an access, and sent when their session had ended, waits for them to sign in.
ALTER TABLE page.answer DROP CONSTRAINT answer_kind_check;
ALTER TABLE page.answer ADD CONSTRAINT answer_kind_check CHECK (kind IN ('own', 'office', 'doctor', 'report'));
COMMENT ON COLUMN page.answer.kind IS 'for themselves or a ward, for a practice, about a change of doctor, or about an access';
