-- Owned by io.prunelle.gateway.journal: what was written, as the host named it. Of a create the intent cannot know it. Outcomes without one are signed as before.
ALTER TABLE journal.outcome ADD COLUMN resource text;

COMMENT ON COLUMN journal.outcome.resource IS 'Type/id or Type/id/_history/version of what was created or changed; null for anything else';
