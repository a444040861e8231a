-- Owned by io.prunelle.gateway.hosts. No row: the record lives on the practice's on-premise host.
CREATE SCHEMA hosts;

CREATE TABLE hosts.placement (
    practice text        NOT NULL,
    patient  text        NOT NULL,
    host     text        NOT NULL,
    since    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (practice, patient)
);

CREATE INDEX placement_on_host ON hosts.placement (host, practice);
