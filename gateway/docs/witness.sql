-- SPDX-License-Identifier: Apache-2.0
-- A witness of the journal: where its chains end, kept by a PostgreSQL that the journal's owner has no access to.
--
-- Run it once, as who is to own the table, in a database of its own:
--   psql --set=ON_ERROR_STOP=1 --single-transaction --dbname=witness --file=witness.sql
-- and give the role a password afterwards, with psql's \password prunelle_witness.

CREATE ROLE prunelle_witness LOGIN NOINHERIT CONNECTION LIMIT 32;

CREATE SCHEMA prunelle_witness;

CREATE TABLE prunelle_witness.line (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    heard_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    line     text        NOT NULL CHECK (octet_length(line) BETWEEN 2 AND 2000)
);

COMMENT ON TABLE prunelle_witness.line IS 'ends of the journal''s chains, signed by gateways, in the order in which they were heard';
COMMENT ON COLUMN prunelle_witness.line.heard_at IS 'by this server''s clock; the line has the gateway''s own';

-- Not even its owner changes or takes away a line by mistake, or in a session that switches triggers off.
CREATE FUNCTION prunelle_witness.keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a witness forgets nothing';
END
$$;

CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON prunelle_witness.line
    FOR EACH STATEMENT EXECUTE FUNCTION prunelle_witness.keep();
ALTER TABLE prunelle_witness.line ENABLE ALWAYS TRIGGER keep;

-- What it was told, and nothing else: neither when it was nor at which place.
GRANT USAGE ON SCHEMA prunelle_witness TO prunelle_witness;
GRANT SELECT, INSERT (line) ON prunelle_witness.line TO prunelle_witness;
