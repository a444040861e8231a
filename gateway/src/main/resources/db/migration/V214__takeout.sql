-- Owned by io.prunelle.gateway.page.takeout: archives that patients have prepared of everything held about them. Who reads these tables learns
-- that somebody has one, how large, and from which practice it comes while it is prepared; what is in it is sealed under a key that is not here.
CREATE SCHEMA takeout;

CREATE TABLE takeout.archive (
    id          uuid        PRIMARY KEY,
    owner       text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('PREPARING', 'READY', 'FAILED', 'DELETED', 'EXPIRED')),
    holder      uuid        NOT NULL,
    asked_at    timestamptz NOT NULL,
    lease_until timestamptz NOT NULL,
    practice    text,
    resources   bigint      NOT NULL DEFAULT 0,
    bytes       bigint      NOT NULL DEFAULT 0,
    failure     text,
    summary     bytea,
    expires_at  timestamptz
) WITH (fillfactor = 70);

COMMENT ON COLUMN takeout.archive.owner IS 'digest of the user and the patient';
COMMENT ON COLUMN takeout.archive.holder IS 'who prepares it; nobody else may add to it';
COMMENT ON COLUMN takeout.archive.lease_until IS 'when its preparation counts as broken off, unless more of it comes';
COMMENT ON COLUMN takeout.archive.bytes IS 'of its pieces, before they were sealed';
COMMENT ON COLUMN takeout.archive.summary IS 'sealed: how long it is and what it digests to, so that pieces cannot be left out';

-- One at a time, whatever instance is asked.
CREATE UNIQUE INDEX archive_of_owner ON takeout.archive (owner) WHERE state IN ('PREPARING', 'READY');
CREATE INDEX archive_by_owner ON takeout.archive (owner, asked_at);
CREATE INDEX archive_by_age ON takeout.archive (asked_at);

CREATE TABLE takeout.piece (
    archive uuid    NOT NULL REFERENCES takeout.archive ON DELETE CASCADE,
    number  integer NOT NULL,
    sealed  bytea   NOT NULL,
    PRIMARY KEY (archive, number)
);

-- It does not compress.
ALTER TABLE takeout.piece ALTER COLUMN sealed SET STORAGE EXTERNAL;
