SELECT DISTINCT ServiceName, Tool FROM service_tools ORDER BY ALL
