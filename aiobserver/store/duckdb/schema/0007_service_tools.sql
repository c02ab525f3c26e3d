-- Which tools were recognised under a service name that none of them declares; a pair may stand here more than once.
CREATE TABLE service_tools (
    ServiceName VARCHAR NOT NULL,
    Tool        VARCHAR NOT NULL
);
