-- Owned by io.prunelle.gateway.erasure: certificates that a record was erased where it had been.
CREATE TABLE hosts.erasure_certificate (
    transfer     uuid        PRIMARY KEY REFERENCES hosts.transfer (id),
    practice     text        NOT NULL,
    patient      text        NOT NULL,
    host         text        NOT NULL,
    certified_at timestamptz NOT NULL,
    key          text        NOT NULL,
    jws          text        NOT NULL
);

COMMENT ON COLUMN hosts.erasure_certificate.key IS 'id of the key that it is signed with, as the journal names it';
COMMENT ON COLUMN hosts.erasure_certificate.jws IS 'the certificate: a JSON Web Signature in compact form';

CREATE INDEX erasure_certificate_of_patient ON hosts.erasure_certificate (patient, certified_at DESC);

-- A transfer ends certified; those that ended before there were certificates are done.
ALTER TABLE hosts.transfer DROP CONSTRAINT IF EXISTS transfer_state_check;
ALTER TABLE hosts.transfer DROP CONSTRAINT IF EXISTS transfer_check2;
ALTER TABLE hosts.transfer
    ADD CONSTRAINT transfer_state_check CHECK (state IN (
        'queued', 'copying', 'compared', 'catching-up', 'frozen', 'switched', 'erasing', 'certified', 'done', 'cancelling', 'cancelled', 'failed')),
    ADD CONSTRAINT transfer_check2 CHECK ((state IN ('certified', 'done', 'cancelled')) = (ended_at IS NOT NULL));
