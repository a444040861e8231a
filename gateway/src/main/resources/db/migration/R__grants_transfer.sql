-- A transfer is never deleted: it says when a record moved and where it had been.
GRANT SELECT, INSERT, UPDATE ON hosts.transfer TO ${gatewayRole};
-- What it carried stays as well, but for what was taken back.
GRANT SELECT, INSERT, UPDATE, DELETE ON hosts.transfer_item TO ${gatewayRole};
-- What was certified stays as it is.
GRANT SELECT, INSERT ON hosts.erasure_certificate TO ${gatewayRole};
-- A host is left alone for a time.
GRANT SELECT, INSERT, DELETE ON hosts.pause TO ${gatewayRole};
-- Who closed a host, and who opened it again, stays.
GRANT SELECT, INSERT, UPDATE (reopened_at, reopened_by) ON hosts.closing TO ${gatewayRole};
-- What was found at a place to which a record goes back is looked at anew each time.
GRANT SELECT, INSERT, UPDATE ON hosts.transfer_found TO ${gatewayRole};
