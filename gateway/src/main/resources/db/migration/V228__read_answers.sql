-- Owned by io.prunelle.gateway.page: which answers of a practice somebody has said to have read.
CREATE TABLE page.read_answer (
    reader  text        NOT NULL,
    answer  text        NOT NULL CHECK (length(answer) <= 50),
    read_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (reader, answer)
);

COMMENT ON COLUMN page.read_answer.reader IS 'subject in the realm';
COMMENT ON COLUMN page.read_answer.answer IS 'report:id, or objection: and the position of its answer in the ledger';
