-- Owned by io.prunelle.gateway.report: accesses that patients do not recognise, and what their practices answered.
CREATE SCHEMA report;

CREATE TABLE report.report (
    id            uuid        PRIMARY KEY,
    entry         uuid        NOT NULL,
    practice      text        NOT NULL,
    patient       text        NOT NULL,
    accessed_at   timestamptz NOT NULL,
    accessed_by   text,
    words         text        NOT NULL CHECK (length(words) <= 2000),
    reported_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    answer        text        CHECK (length(answer) BETWEEN 1 AND 2000),
    answered_by   text,
    answered_at   timestamptz,
    UNIQUE (patient, entry),
    CHECK ((answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL))
);

COMMENT ON COLUMN report.report.entry IS 'the access, in the journal, which may have dropped it by now';
COMMENT ON COLUMN report.report.words IS 'the patient''s own; empty when nothing was said';
COMMENT ON COLUMN report.report.answered_by IS 'subject of the auditor';

CREATE INDEX report_of_patient ON report.report (patient, reported_at DESC);
CREATE INDEX report_open ON report.report (practice, reported_at, id) WHERE answer IS NULL;
