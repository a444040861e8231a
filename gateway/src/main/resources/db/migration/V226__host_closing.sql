-- Owned by io.prunelle.gateway.hosts.transfer: hosts that a practice closes for its records, by somebody's order.
CREATE TABLE hosts.closing (
    id          uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    practice    text        NOT NULL,
    host        text        NOT NULL,
    from_day    date        NOT NULL,
    ordered_at  timestamptz NOT NULL DEFAULT now(),
    ordered_by  text        NOT NULL,
    reopened_at timestamptz,
    reopened_by text
);

COMMENT ON COLUMN hosts.closing.from_day IS 'first day (UTC) on which the practice''s records may be there no more';

-- One at a time for a practice and a host.
CREATE UNIQUE INDEX closing_in_force ON hosts.closing (practice, host) WHERE reopened_at IS NULL;
