SELECT SeriesId FROM metric_series
