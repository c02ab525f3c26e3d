-- The split traces with such a span, to find out which of their parts it is in.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT DISTINCT TraceId FROM kept SEMI JOIN matching USING (TraceId) WHERE IsSplit
