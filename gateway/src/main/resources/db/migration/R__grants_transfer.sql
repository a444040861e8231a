-- A transfer is never deleted: it says when a record moved and where it had been.
GRANT SELECT, INSERT, UPDATE ON hosts.transfer TO ${gatewayRole};
