-- Owned by io.prunelle.gateway.unusual. Patients whom the realm is to be told of, so that it sends them mail if they want any.
CREATE TABLE unusual.mail (
    patient  text        PRIMARY KEY,
    report   uuid        NOT NULL,
    due_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts integer     NOT NULL DEFAULT 0
);

COMMENT ON TABLE unusual.mail IS 'one row per patient, however much there is to tell';
COMMENT ON COLUMN unusual.mail.report IS 'another one once there is more to tell: what is told of the one before does not speak for that';
COMMENT ON COLUMN unusual.mail.due_at IS 'when the realm is told next; whoever tells it puts that off first, so that no other instance does meanwhile';
COMMENT ON COLUMN unusual.mail.attempts IS 'how often the mail server did not take it';

CREATE INDEX mail_due ON unusual.mail (due_at);
