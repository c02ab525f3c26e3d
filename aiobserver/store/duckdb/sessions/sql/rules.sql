-- What the plugins say about the events of the services: role, tool, and the attribute that makes any event an error.
CREATE OR REPLACE TEMP TABLE rule AS
SELECT unnest($services::VARCHAR[]) AS ServiceName,
       unnest($events::VARCHAR[]) AS EventName,
       unnest($roles::VARCHAR[]) AS Role,
       unnest($tools::VARCHAR[]) AS Tool,
       unnest($error_paths::VARCHAR[]) AS ErrorPath
