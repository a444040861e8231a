-- Owned by io.prunelle.gateway.report: what the journal's entries of a report and its answer were told of their words: SHA-256 over the salt and the words in UTF-8.
ALTER TABLE report.report ADD COLUMN salt bytea;
ALTER TABLE report.report ADD COLUMN answer_salt bytea;

COMMENT ON COLUMN report.report.salt IS 'drawn for the words, so that nobody guesses them from the journal; null for what was reported before this was kept';
COMMENT ON COLUMN report.report.answer_salt IS 'drawn for the answer';
