-- Owned by io.prunelle.gateway.report: who reported, the patient or whoever acts for them. What each may report a day is counted apart.
ALTER TABLE report.report ADD COLUMN reporter text;

COMMENT ON COLUMN report.report.reporter IS 'subject; null for what was reported before this was kept';
