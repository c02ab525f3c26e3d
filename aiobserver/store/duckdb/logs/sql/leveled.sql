-- A macro of this connection: the level of a log, from its number, else from its text.
CREATE OR REPLACE TEMP MACRO level_of(number, label) AS
CASE
    WHEN number >= 21 THEN 'FATAL'
    WHEN number >= 17 THEN 'ERROR'
    WHEN number >= 13 THEN 'WARN'
    WHEN number >= 9 THEN 'INFO'
    WHEN number >= 5 THEN 'DEBUG'
    WHEN number >= 1 THEN 'TRACE'
    WHEN label <> '' THEN upper(label)
    ELSE 'UNSPECIFIED'
END
