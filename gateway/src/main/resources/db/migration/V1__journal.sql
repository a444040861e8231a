-- Owned by io.prunelle.gateway.journal. Append-only: R__grants.sql gives the gateway's role INSERT and SELECT, nothing else.
CREATE SCHEMA journal;

CREATE TABLE journal.entry (
    id            uuid        PRIMARY KEY,
    recorded_at   timestamptz NOT NULL DEFAULT now(),
    instance      text        NOT NULL,
    request_id    text        NOT NULL,
    interaction   text        NOT NULL,
    resource_type text,
    resource_id   text,
    query         text,
    method        text,
    path          text,
    practice      text,
    patient       text,
    host          text,
    hosting       text,
    decision      bigint,
    permitted     boolean     NOT NULL,
    reason        text        NOT NULL,
    subject       text,
    name          text,
    role          text,
    client        text,
    token_id      text,
    address       text
);

COMMENT ON COLUMN journal.entry.id IS 'UUID version 7, given by the writing instance: later entries of an instance compare greater';
COMMENT ON COLUMN journal.entry.decision IS 'position in the consent ledger of the decision in force';

CREATE INDEX entry_of_patient ON journal.entry (patient, id DESC);

CREATE TABLE journal.outcome (
    entry       uuid        PRIMARY KEY REFERENCES journal.entry (id),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    status      integer     NOT NULL,
    bytes       bigint      NOT NULL,
    duration_us bigint      NOT NULL,
    ending      text        NOT NULL
);
