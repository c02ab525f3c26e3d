"""Invented words for the sample: what a person asks, which files there are, which commands run."""

from __future__ import annotations

PROMPTS = (
    "Add a --json flag to the report command",
    "Why does the date parser fail on leap days?",
    "Write tests for the shopping cart totals",
    "Rename Basket to Cart everywhere",
    "The search box loses focus after each letter, please fix it",
    "Explain how the retry logic works",
    "Make the start-up faster; it reads all recipes at once",
    "Add a dark mode switch to the settings page",
    "Split the importer into reading and checking",
    "Update the readme: the port is configurable now",
    "Replace the hand-written CSV reader by the standard one",
    "Find out why the nightly build is red",
    "Add paging to GET /recipes",
    "The total is off by one cent, see the failing test",
    "Remove dead code in the weather module",
    "Show the temperature in Fahrenheit too",
    "Write a migration that adds a column for tags",
    "Sort the list of plants by when they need water",
    "Is there a race between the two workers?",
    "Use the new logger in all modules",
    "Translate the error messages into German",
    "Add a health endpoint with the build date",
    "Cache the exchange rates for an hour",
    "Write a short changelog for the next release",
    "The map jumps when zooming, can you look into it?",
    "Turn the callback chain in upload.ts into async functions",
    "Check the types of the public functions",
    "Draw the moisture curve with min and max",
    "Add a limit of ten failed logins per hour",
    "Now do the same for the invoices",
    "Looks good, please commit it",
    "Run the tests again and fix what is left",
    "Please open a pull request with a short description",
    "Can this be simpler?",
    "Undo the last change, the old name was better",
    "What is still missing for the release?",
)

FILES = (
    ("src/cart/totals.py", "Python"),
    ("src/cart/models.py", "Python"),
    ("src/weather/client.py", "Python"),
    ("src/weather/units.py", "Python"),
    ("src/importer/reader.py", "Python"),
    ("tests/test_totals.py", "Python"),
    ("tests/test_reader.py", "Python"),
    ("web/src/SearchBox.tsx", "TypeScript"),
    ("web/src/upload.ts", "TypeScript"),
    ("web/src/theme.ts", "TypeScript"),
    ("web/src/Map.tsx", "TypeScript"),
    ("web/src/styles/base.css", "CSS"),
    ("server/recipes.go", "Go"),
    ("server/login.go", "Go"),
    ("migrations/0007_tags.sql", "SQL"),
    ("config/app.yaml", "YAML"),
    ("README.md", "Markdown"),
    ("CHANGELOG.md", "Markdown"),
)

COMMANDS = (
    # command, usual seconds, how often it fails
    ("pytest -q", 6.0, 0.25),
    ("pytest -q tests/test_totals.py", 1.5, 0.2),
    ("npm test -- --run", 9.0, 0.15),
    ("npm run build", 14.0, 0.08),
    ("go test ./...", 5.0, 0.15),
    ("ruff check .", 0.3, 0.2),
    ("git status --short", 0.1, 0.0),
    ("git diff --stat", 0.1, 0.0),
    ("git log --oneline -5", 0.1, 0.0),
    ("ls -la src", 0.1, 0.0),
    ("make lint", 3.0, 0.1),
)

SEARCHES = ("def total", "TODO", "Basket", "retry", "parse_date", "useEffect", "login", "fahrenheit")

COMMIT = 'git commit -am "Say what was changed"'
PULL_REQUEST = "gh pr create --fill"
