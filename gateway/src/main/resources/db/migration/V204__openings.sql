-- Owned by io.prunelle.gateway.purpose. Append-only: R__grants.sql gives the gateway's role INSERT and SELECT, nothing else.
CREATE SCHEMA purpose;

CREATE TABLE purpose.opening (
    id         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    opened_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    until      timestamptz NOT NULL,
    practice   text        NOT NULL,
    patient    text        NOT NULL,
    subject    text        NOT NULL,
    name       text        NOT NULL,
    reason     text        NOT NULL,
    request_id text        NOT NULL
);

COMMENT ON TABLE purpose.opening IS 'emergencies in which a practitioner could read what was closed of a patient''s record';

CREATE TABLE purpose.acknowledged (
    opening         uuid        PRIMARY KEY REFERENCES purpose.opening (id),
    acknowledged_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

COMMENT ON TABLE purpose.acknowledged IS 'openings of which the patient has said to have read';

CREATE INDEX opening_of_practitioner ON purpose.opening (subject, opened_at DESC);
CREATE INDEX opening_of_patient ON purpose.opening (patient, opened_at DESC);
