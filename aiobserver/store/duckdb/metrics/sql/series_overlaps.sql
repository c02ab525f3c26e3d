-- Whether parts of a run overlap.
SELECT coalesce(bool_or(IsUnsure), false) FROM bucketed
