-- A transfer is never deleted: it says when a record moved and where it had been.
GRANT SELECT, INSERT, UPDATE ON hosts.transfer TO ${gatewayRole};
-- What it carried stays as well, but for what was taken back.
GRANT SELECT, INSERT, UPDATE, DELETE ON hosts.transfer_item TO ${gatewayRole};
-- What was certified stays as it is.
GRANT SELECT, INSERT ON hosts.erasure_certificate TO ${gatewayRole};
