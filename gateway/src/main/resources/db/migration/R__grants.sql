-- What the gateway's own role may do. Runs again whenever this file or the role changes.
-- No default privileges: what is not named here is not granted.
GRANT USAGE ON SCHEMA journal, consent, hosts, purpose TO ${gatewayRole};

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

GRANT SELECT, UPDATE ON consent.feed TO ${gatewayRole};
GRANT SELECT, INSERT, UPDATE ON consent.decision TO ${gatewayRole};
-- What is over stays over.
GRANT SELECT, INSERT ON consent.ended TO ${gatewayRole};

GRANT SELECT, INSERT, UPDATE, DELETE ON hosts.placement TO ${gatewayRole};
