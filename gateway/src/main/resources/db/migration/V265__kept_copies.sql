-- Owned by io.prunelle.gateway.handover: what a copy is kept for is told by it alone.
CREATE FUNCTION hosts.is_kept(handover uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM hosts.handover h WHERE h.id = handover AND h.state = 'retained')
$$;

COMMENT ON FUNCTION hosts.is_kept(uuid) IS 'whether the copy of a change of doctor is kept for its term and no more: it was not erased, nor has it become a record like any other';
