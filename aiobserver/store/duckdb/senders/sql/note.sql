INSERT INTO service_tools VALUES ($service, $tool)
