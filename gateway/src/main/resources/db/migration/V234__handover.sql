-- Owned by io.prunelle.gateway.handover: patients who change doctor, or take their record away, and what their practices answered.
CREATE TABLE hosts.handover (
    id                 uuid        PRIMARY KEY,
    practice           text        NOT NULL,
    patient            text        NOT NULL,
    receiver           text        CHECK (receiver <> practice),
    state              text        NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'confirmed', 'retained', 'done', 'withdrawn')),
    asked_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    asked_by           text        NOT NULL,
    due_on             date        NOT NULL,
    answered_at        timestamptz,
    answered_by        text,
    ground             text        CHECK (length(ground) BETWEEN 1 AND 500),
    kept_until         date,
    copied_at          timestamptz,
    archive_begun_at   timestamptz,
    erasure_ordered_at timestamptz,
    ended_at           timestamptz,
    CHECK ((answered_at IS NULL) = (state IN ('asked', 'withdrawn')) AND (answered_at IS NULL) = (answered_by IS NULL)),
    CHECK ((ground IS NULL) = (kept_until IS NULL)),
    CHECK (state <> 'retained' OR ground IS NOT NULL),
    CHECK (state <> 'confirmed' OR ground IS NULL),
    CHECK ((ended_at IS NULL) = (state NOT IN ('done', 'withdrawn'))),
    CHECK (erasure_ordered_at IS NULL OR (receiver IS NULL AND ground IS NULL AND archive_begun_at IS NOT NULL))
);

COMMENT ON COLUMN hosts.handover.practice IS 'which hands the record over';
COMMENT ON COLUMN hosts.handover.receiver IS 'practice that receives it; null when the patient takes it away';
COMMENT ON COLUMN hosts.handover.asked_by IS 'subject of the patient or guardian';
COMMENT ON COLUMN hosts.handover.due_on IS 'by when the practice has to answer (GDPR, art. 12(3)), in UTC';
COMMENT ON COLUMN hosts.handover.answered_by IS 'subject of the officer';
COMMENT ON COLUMN hosts.handover.ground IS 'why the practice has to keep a copy, in its words; null when it keeps none';
COMMENT ON COLUMN hosts.handover.kept_until IS 'last day, in UTC, on which that copy is kept';
COMMENT ON COLUMN hosts.handover.copied_at IS 'since when the receiving practice has the record of which a copy is kept';
COMMENT ON COLUMN hosts.handover.archive_begun_at IS 'when the archive was begun on which the patient relied when the erasure was ordered';

-- One at a time.
CREATE UNIQUE INDEX handover_open ON hosts.handover (practice, patient) WHERE ended_at IS NULL;
CREATE INDEX handover_of_patient ON hosts.handover (patient, asked_at DESC);
CREATE INDEX handover_of_receiver ON hosts.handover (receiver) WHERE ended_at IS NULL;

-- What somebody asks of their practice, and has to sign in again for, does not take the place of a decision.
ALTER TABLE page.answer DROP CONSTRAINT answer_kind_check;
ALTER TABLE page.answer ADD CONSTRAINT answer_kind_check CHECK (kind IN ('own', 'office', 'doctor'));
COMMENT ON COLUMN page.answer.kind IS 'for themselves or a ward, for a practice, or about a change of doctor';
