-- Owned by io.prunelle.gateway.handover: what is kept may become a record like any other again, and patients may think again.
ALTER TABLE hosts.handover
    DROP CONSTRAINT handover_state_check,
    DROP CONSTRAINT handover_check1,
    DROP CONSTRAINT handover_check5,
    ADD COLUMN unwritten_until timestamptz,
    ADD COLUMN written_at      timestamptz;
ALTER TABLE hosts.handover
    ADD CONSTRAINT handover_state_check CHECK (state IN ('asked', 'confirmed', 'retained', 'done', 'resumed', 'withdrawn')),
    ADD CONSTRAINT handover_answered_check CHECK ((answered_at IS NULL) = (answered_by IS NULL)
        AND CASE state WHEN 'asked' THEN answered_at IS NULL WHEN 'withdrawn' THEN true ELSE answered_at IS NOT NULL END),
    ADD CONSTRAINT handover_ended_check CHECK ((ended_at IS NULL) = (state NOT IN ('done', 'resumed', 'withdrawn')));

COMMENT ON COLUMN hosts.handover.copied_at IS 'when the receiving practice had the record of which a copy is kept';
COMMENT ON COLUMN hosts.handover.unwritten_until IS 'until when nothing is known to have been written to what is kept, by the access journal, which may be pruned before the term ends; null while that has not been looked';
COMMENT ON COLUMN hosts.handover.written_at IS 'when it was seen that something had been; null as long as not';

-- Of those under way, and of copies that are kept for decades, a round looks at what is due alone.
CREATE INDEX handover_confirmed ON hosts.handover (id) WHERE state = 'confirmed';
CREATE INDEX handover_term ON hosts.handover (kept_until) WHERE state = 'retained';
