DELETE FROM watched_tools
