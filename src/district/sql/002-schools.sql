-- The schools as the district knows them, one row for each key: a router that was replaced has another key and the same school.
CREATE TABLE IF NOT EXISTS schools
(
    journal FixedString(16),
    school String,
    name String,
    public_key String,
    removed UInt8,
    changed UInt64
)
ENGINE = ReplacingMergeTree(changed)
ORDER BY journal;

-- How far a journal has been verified: a row for each piece of it that is whole in itself. `root` is the hash of the piece's first row.
CREATE TABLE IF NOT EXISTS proofs
(
    journal FixedString(16),
    begins UInt64,
    root UInt64,
    origin Enum8('first' = 1, 'anew' = 2, 'fork' = 3, 'behind-wrong' = 4),
    sealed UInt64,
    head String,
    sealed_at DateTime('UTC'),
    signed UInt64,
    signed_at DateTime('UTC'),
    signer String,
    rows UInt64,
    unsealed UInt64,
    wrong String,
    wrong_from UInt64,
    wrong_to UInt64,
    checked DateTime('UTC'),
    changed UInt64
)
ENGINE = ReplacingMergeTree(changed)
ORDER BY (journal, begins, root);
