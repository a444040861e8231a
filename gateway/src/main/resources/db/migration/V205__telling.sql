-- Owned by io.prunelle.gateway.purpose: what the realm is told of openings, so that patients read of them at their next sign-in.
-- One row for each opening, written with it. R__grants.sql lets the gateway's role change the state of telling, and delete nothing.
CREATE TABLE purpose.telling (
    opening  uuid        PRIMARY KEY REFERENCES purpose.opening (id),
    due_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts integer     NOT NULL DEFAULT 0,
    refused  boolean     NOT NULL DEFAULT false,
    told_at  timestamptz
);

COMMENT ON COLUMN purpose.telling.due_at IS 'when it is told next; whoever tells it puts that off first, so that no other instance does meanwhile';
COMMENT ON COLUMN purpose.telling.refused IS 'whether the realm refused it last, as for a patient who has no user there';
COMMENT ON COLUMN purpose.telling.told_at IS 'when the realm took it; null as long as it does not know all there is to tell';

CREATE INDEX telling_due ON purpose.telling (due_at) WHERE told_at IS NULL;

-- Openings from before: those that the patient has yet to read.
INSERT INTO purpose.telling (opening)
SELECT o.id FROM purpose.opening o
 WHERE NOT EXISTS (SELECT 1 FROM purpose.acknowledged a WHERE a.opening = o.id);
