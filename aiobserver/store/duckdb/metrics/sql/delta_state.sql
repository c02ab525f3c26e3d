SELECT SeriesId, StartTimestamp, Timestamp, Value FROM delta_state
