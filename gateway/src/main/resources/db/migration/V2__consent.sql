-- Owned by io.prunelle.gateway.consent: the projection of the consent ledger. It can be rebuilt from the ledger at any time.
CREATE SCHEMA consent;

CREATE TABLE consent.feed (
    single   boolean PRIMARY KEY DEFAULT true CHECK (single),
    position bigint  NOT NULL,
    hash     text
);

COMMENT ON COLUMN consent.feed.hash IS 'hash of the entry at that position; the next one must carry it as its previous hash';

INSERT INTO consent.feed (position) VALUES (0);

CREATE TABLE consent.decision (
    patient    text        NOT NULL,
    hosting    text        NOT NULL,
    position   bigint      NOT NULL,
    notice     integer,
    decision   text        NOT NULL,
    decided_at timestamptz NOT NULL,
    until      timestamptz,
    PRIMARY KEY (patient, hosting)
);

CREATE INDEX decision_of_hosting ON consent.decision (hosting, decision);
