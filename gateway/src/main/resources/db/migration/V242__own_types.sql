-- What runs as the owner takes types and functions from the system's schema, never from a caller's temporary one: that is
-- searched first unless it is named, and last where it is named last.
ALTER FUNCTION journal.prepare() SET search_path = pg_catalog, pg_temp;
