-- Which of the series in `wanted_series` have a row.
SELECT SeriesId
FROM metric_series
SEMI JOIN wanted_series USING (SeriesId)
