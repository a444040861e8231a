-- What the gateway's own role may do. Runs again whenever this file or the role changes.
-- No default privileges: what is not named here is not granted.
GRANT USAGE ON SCHEMA journal, consent, hosts, purpose, unusual, page, takeout, report TO ${gatewayRole};

-- Whether the tables are those that it was written for.
GRANT USAGE ON SCHEMA migration TO ${gatewayRole};
GRANT SELECT ON migration.flyway_schema_history TO ${gatewayRole};

-- The journal is append-only for those who write it.
GRANT SELECT, INSERT ON journal.chain, journal.block, journal.closed, journal.entry, journal.outcome TO ${gatewayRole};
GRANT SELECT ON journal.dropped_leaf TO ${gatewayRole};
GRANT USAGE ON SEQUENCE journal.chain_id TO ${gatewayRole};
-- Makes partitions of months to come, and nothing else.
GRANT EXECUTE ON FUNCTION journal.prepare() TO ${gatewayRole};
-- How far the journal was passed on; that it was is never taken back by deleting.
GRANT SELECT, INSERT, UPDATE (block, at) ON journal.streamed TO ${gatewayRole};

-- An emergency that was stated stays stated.
GRANT SELECT, INSERT ON purpose.opening, purpose.acknowledged TO ${gatewayRole};
-- How far the realm was told of it goes on; that it has to be is never taken back.
GRANT SELECT, INSERT, UPDATE (due_at, attempts, refused, told_at) ON purpose.telling TO ${gatewayRole};

-- What is known of who opens a record is dropped when it is too old to be known; a notice is not reworded.
GRANT SELECT, INSERT ON unusual.record TO ${gatewayRole};
GRANT SELECT, INSERT, UPDATE (first_at, last_at), DELETE ON unusual.known TO ${gatewayRole};
GRANT SELECT, INSERT, UPDATE (seen_at), DELETE ON unusual.notice TO ${gatewayRole};
GRANT SELECT, INSERT, UPDATE (report, due_at, attempts), DELETE ON unusual.mail TO ${gatewayRole};

GRANT SELECT, UPDATE ON consent.feed TO ${gatewayRole};
GRANT SELECT, INSERT, UPDATE ON consent.decision TO ${gatewayRole};
-- What is awaited stays so until it has been followed; by then it says nothing.
GRANT SELECT, INSERT, UPDATE (position) ON consent.awaited TO ${gatewayRole};
-- What is over stays over.
GRANT SELECT, INSERT ON consent.ended TO ${gatewayRole};

GRANT SELECT, INSERT, UPDATE, DELETE ON hosts.placement TO ${gatewayRole};
-- Counted by what writes placements.
GRANT SELECT, UPDATE ON hosts.revision TO ${gatewayRole};

-- Sessions end; when they began and whose they are does not change.
GRANT SELECT, INSERT, DELETE, UPDATE (sealed, version, renewing_until, used_at) ON page.session TO ${gatewayRole};
GRANT SELECT, INSERT, DELETE ON page.logout, page.attempt TO ${gatewayRole};
GRANT SELECT, INSERT, DELETE, UPDATE (id, sealed, until) ON page.answer TO ${gatewayRole};
GRANT SELECT, INSERT ON page.read_answer TO ${gatewayRole};

-- Archives are added to, and go; whose they are does not change.
GRANT SELECT, INSERT, DELETE, UPDATE (state, lease_until, practice, resources, bytes, failure, summary, expires_at, taken, cut_off, sent, whole) ON takeout.archive TO ${gatewayRole};
GRANT SELECT, INSERT, DELETE ON takeout.piece TO ${gatewayRole};

-- What was reported, and answered, stays as it is.
GRANT SELECT, INSERT, UPDATE (answer, answered_by, answered_at, answer_salt) ON report.report TO ${gatewayRole};

-- What was asked, and answered, stays as it is; how far it has come goes on.
GRANT SELECT, INSERT, UPDATE (state, answered_at, answered_by, ground, kept_until, copied_at, archive_begun_at, erasure_ordered_at, ended_at, unwritten_until, written_at) ON hosts.handover TO ${gatewayRole};
