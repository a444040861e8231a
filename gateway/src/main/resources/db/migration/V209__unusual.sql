-- The journal has several readers now, each of which is at a place of its own.
-- Owned by io.prunelle.gateway.journal.
ALTER TABLE journal.streamed
    ADD COLUMN reader text NOT NULL DEFAULT 'siem' CHECK (reader IN ('siem', 'unusual')),
    DROP CONSTRAINT streamed_pkey,
    ADD PRIMARY KEY (reader, chain);

COMMENT ON COLUMN journal.streamed.reader IS 'who reads: the receiver of gateway.siem, or whoever looks for unusual accesses';

-- Owned by io.prunelle.gateway.unusual: what of the journal its patients are told; docs/unusual.md tells by which rules.
CREATE SCHEMA unusual;

CREATE TABLE unusual.record (
    patient  text        PRIMARY KEY,
    first_at timestamptz NOT NULL
);

COMMENT ON TABLE unusual.record IS 'records that were opened before: where nobody has, nobody is unusual';

CREATE TABLE unusual.known (
    patient  text        NOT NULL,
    kind     text        NOT NULL CHECK (kind IN ('practitioner', 'practice', 'emergency')),
    who      text        NOT NULL,
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    PRIMARY KEY (patient, kind, who)
);

COMMENT ON TABLE unusual.known IS 'who has opened which record, through which practice, and whose emergency was told last; none longer than the window';

CREATE INDEX known_by_age ON unusual.known (last_at);

CREATE TABLE unusual.notice (
    entry    uuid        NOT NULL,
    rule     text        NOT NULL CHECK (rule IN ('new-practitioner', 'emergency', 'new-practice')),
    patient  text        NOT NULL,
    at       timestamptz NOT NULL,
    practice text,
    subject  text        NOT NULL,
    name     text,
    role     text        NOT NULL,
    seen_at  timestamptz,
    PRIMARY KEY (entry, rule)
);

COMMENT ON COLUMN unusual.notice.entry IS 'the access, in the journal, which may have dropped it by now';
COMMENT ON COLUMN unusual.notice.seen_at IS 'when the patient said to have seen it; null before';

CREATE INDEX notice_unseen ON unusual.notice (patient, at DESC, entry) WHERE seen_at IS NULL;
CREATE INDEX notice_seen ON unusual.notice (patient, at DESC, entry) WHERE seen_at IS NOT NULL;
CREATE INDEX notice_by_age ON unusual.notice (at);

-- The past is known, and nobody is told of it: what was read up to here is not read again.
INSERT INTO journal.streamed (reader, chain, block, at)
SELECT 'unusual', chain, max(number), clock_timestamp() FROM journal.block GROUP BY chain;

CREATE TEMPORARY TABLE opened ON COMMIT DROP AS
SELECT e.patient, e.subject, e.practice, e.recorded_at
  FROM journal.entry e
  JOIN journal.streamed s ON s.reader = 'unusual' AND s.chain = e.chain AND e.block <= s.block
  LEFT JOIN journal.outcome o ON o.entry = e.id
 WHERE e.permitted AND e.patient IS NOT NULL AND e.subject IS NOT NULL
   AND e.role IN ('practitioner', 'service') AND e.reason <> 'audit'
   AND coalesce(o.status, 0) < 400
   AND NOT (o.status = 200 AND o.bytes = 0 AND e.method <> 'HEAD' AND e.interaction NOT IN ('create', 'update', 'patch', 'delete'));

INSERT INTO unusual.record (patient, first_at)
SELECT patient, min(recorded_at) FROM opened GROUP BY patient;

INSERT INTO unusual.known (patient, kind, who, first_at, last_at)
SELECT patient, 'practitioner', subject, min(recorded_at), max(recorded_at) FROM opened GROUP BY patient, subject
UNION ALL
SELECT patient, 'practice', practice, min(recorded_at), max(recorded_at) FROM opened WHERE practice IS NOT NULL GROUP BY patient, practice;
